import { setImmediate as nextTurn, setTimeout as sleep } from "node:timers/promises";
import { requestTo } from "../clients/request.js";
import { OF_MANY } from "../clients/wire.js";
import { describeWire } from "../judge/describe-wire.js";
import { type Cause, type Finding, failed, notMeasured, passed, worst } from "../judge/finding.js";
import { judgeAnswer } from "../judge/judge-answer.js";
import { causeOfExit } from "../judge/likely-cause.js";
import { duration, sinceSignal } from "../judge/times.js";
import type { Measurement } from "../scenario/measurement.js";
import { RunDelay } from "../scenario/run-delay.js";
import type { Check } from "./check-definition.js";
import { judgeLostNewcomers, type LostNewcomer } from "./parts/lost-newcomers.js";

/**
 * A connection is lost if it arrives between a server's last check of the queue and the close of the listener, which
 * takes microseconds. So there are many, in a short time.
 */
const CLIENTS = 460;
const BEFORE = 60;
/**
 * How many connections wait in the queue while the process is stopped, as on a machine that is short of processor time.
 */
const QUEUED = 200;
const AT_A_TIME = 4;
const QUEUE_MS = 20;
const IN_QUEUE = "the listener is closed with connections in its queue, which the kernel then resets";

export const newConnections: Check = {
  id: "new-connections",
  sentence: "A client that connects at the signal is answered or refused, never accepted and then reset.",
  contract: [11],
  scenario: "burst",
  http1: true,
  async measure(run) {
    const fates: Fate[] = [];
    const newcomers: Promise<unknown>[] = [];
    const delay = new RunDelay(run.server.process.pid);
    const arrive = async (from: number, to: number) => {
      for (let i = from; i < to; i += AT_A_TIME) {
        for (let j = i; j < i + AT_A_TIME; j++)
          newcomers.push(newcomer(run, j, delay).then((fate) => fates.push(fate)));
        await nextTurn();
        delay.sample();
      }
    };
    await run.signalled(async () => {
      await arrive(0, BEFORE);
      run.server.process.signal("SIGSTOP");
      await arrive(BEFORE, BEFORE + QUEUED);
      await sleep(QUEUE_MS);
    });
    run.server.process.signal("SIGCONT");
    await arrive(BEFORE + QUEUED, CLIENTS);
    await Promise.all(newcomers);
    const answered = fates.filter(({ kind }) => kind === "answered").length;
    const turnedAway = fates.filter(({ kind }) => kind === "refused").length;
    const judged = worst([
      ...fates.flatMap((fate) => (fate.kind === "lost" ? [] : [fate.finding])),
      ...judgeLostNewcomers(
        fates.filter((fate) => fate.kind === "lost"),
        AT_A_TIME,
        (lostAt) => causeOf(run, IN_QUEUE, lostAt),
      ),
    ]);
    return judged.outcome === "passed"
      ? passed(`of ${CLIENTS} newcomers ${answered} were answered and ${turnedAway} turned away`)
      : judged;
  },
};

type Fate =
  | { kind: "answered" | "refused" | "unknown"; finding: Finding }
  | ({ kind: "lost" } & LostNewcomer);

async function newcomer(run: Measurement, number: number, delay: RunDelay): Promise<Fate> {
  const startedAt = performance.now();
  const wire = await run.connect(`newcomer ${number + 1}`, OF_MANY);
  if (wire === "ECONNREFUSED") return { kind: "refused", finding: refused(run, number) };
  if (wire === "ETIMEDOUT")
    return { kind: "unknown", finding: notMeasured("the kernel neither accepted nor refused") };
  const lost = (seen: string, lostAt: number): Fate => ({
    kind: "lost",
    number,
    isFromQueue: startedAt < run.server.signalledAt,
    starvedMs: delay.since(startedAt),
    seen,
    lostAt,
  });
  if (typeof wire === "string")
    return lost(`newcomer ${number + 1}: reset while it connected (${wire})`, performance.now());
  const isSent = await wire.send(requestTo(run.ordinary.route, run.server.address.port).bytes);
  const answer = isSent ? await wire.answer() : undefined;
  if (answer) {
    wire.leave();
    return { kind: "answered", finding: judgeAnswer(run.server, wire, { answer, baseline: run.ordinary }) };
  }
  const { how, at: lostAt } = await wire.ended();
  // Closed with a FIN before the request was read: the client knows that it may send it elsewhere.
  if (how === "fin" && (!isSent || (await wire.wasUnread()))) return { kind: "refused", finding: passed() };
  wire.markLost();
  return lost(describeWire(wire, run.server.signalledAt), lostAt);
}

/** After the lame duck a client may be refused. During it, the load balancer does not know yet. */
function refused(run: Measurement, number: number): Finding {
  const at = performance.now();
  const { signalledAt } = run.server;
  const { lameDuckMs } = run.plan;
  if (at >= signalledAt + lameDuckMs) return passed();
  const cause = `it stops accepting at once: the lame duck, in which it still should, is ${duration(lameDuckMs)}`;
  return failed(
    `newcomer ${number + 1}: refused at ${sinceSignal(at, signalledAt)}`,
    causeOf(run, cause, at),
  );
}

/** With nothing in flight a correct server also exits at once with code 0. */
const causeOf =
  (run: Measurement, otherwise: string, lostAt: number): Cause =>
  (records) =>
    run.server.process.end?.code === 0 ? otherwise : causeOfExit(run.server, otherwise, lostAt)(records);
