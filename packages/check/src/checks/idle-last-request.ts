import { setTimeout as sleep } from "node:timers/promises";
import { requestTo } from "../clients/request.js";
import type { Wire } from "../clients/wire.js";
import { describeWire } from "../judge/describe-wire.js";
import { type Finding, failed, notMeasured, passed, restingOn, tooBusy, worst } from "../judge/finding.js";
import { judgeAnswer } from "../judge/judge-answer.js";
import { causeOfLoss } from "../judge/likely-cause.js";
import { mayBeRace } from "../judge/may-be-race.js";
import { duration } from "../judge/times.js";
import type { Measurement } from "../scenario/measurement.js";
import { longestPauseSince } from "../scenario/own-lag.js";
import type { Check } from "./check-definition.js";
import { type Anchor, openAnchor } from "./parts/anchor.js";
import { openIdle } from "./parts/ask.js";

/** When the idle connections send another request, in milliseconds from the signal. */
const MOMENTS = [0, 50, 100, 200, 400];
/**
 * The same from the moment at which the server noticeably reacted to the signal: on a busy machine that takes a while.
 */
const LATER = [0, 100];
/** If this process was suspended for this long, its requests arrive so late that closing idle connections is right. */
const MOST_PAUSE_MS = 250;

/**
 * A server may close idle connections at once, since nothing is sent on them then. It must not read a request and drop
 * it.
 */
export const idleLastRequest: Check = {
  id: "idle-last-request",
  sentence:
    "A request that comes on an idle connection after the signal is answered, unless the connection was closed before.",
  contract: [1],
  scenario: "idle",
  http1: true,
  async measure(run) {
    if (!run.ordinary.keepsAlive) return notMeasured("the server closes each connection after one answer");
    const anchor = await openAnchor(run);
    const moments = [
      ...MOMENTS.map((ms) => ({ label: `idle, sends again after ${ms} ms`, due: () => sleep(ms) })),
      ...LATER.map((ms) => ({
        label: `idle, sends again ${ms} ms after the close of the listener`,
        due: () => run.noticed().then(() => sleep(ms)),
      })),
    ];
    const clients = await Promise.all(
      moments.map(async ({ label, due }) => ({ wire: await openIdle(run, label), due })),
    );
    await run.signalled();
    const losses = await Promise.all(clients.map(({ wire, due }) => due().then(() => sendAgain(run, wire))));
    await anchor.ended();
    return worst(losses.map((judge) => judge(anchor)));
  },
};

/** Resolves to a function that judges the request. It is called when it is known whether the server was draining. */
async function sendAgain(run: Measurement, wire: Wire): Promise<(anchor: Anchor) => Finding> {
  const pauseMs = longestPauseSince(run.server.signalledAt);
  if (pauseMs > MOST_PAUSE_MS) return () => tooBusy(`this process did not run for ${duration(pauseMs)}`);
  if (wire.end || !(await wire.send(requestTo(run.ordinary.route, run.server.address.port).bytes))) {
    return () =>
      wire.end?.how === "reset"
        ? failed(describeWire(wire, run.server.signalledAt), "idle connections are reset instead of closed")
        : passed("closed before its next request");
  }
  const answer = await wire.answer();
  if (answer) return () => judgeAnswer(run.server, wire, { answer, baseline: run.ordinary });
  const mayCross = await mayBeRace(run.server, wire);
  wire.markLost();
  const seen = [describeWire(wire, run.server.signalledAt)];
  return ({ wasAnswered, givenUp }) =>
    mayCross && wasAnswered
      ? {
          outcome: "race",
          seen,
          cause:
            "it was closed as idle while the request was on its way, and had not said `Connection: close`",
        }
      : restingOn(mayCross ? givenUp() : [], failed(seen, causeOfLoss(run.server, wire)));
}
