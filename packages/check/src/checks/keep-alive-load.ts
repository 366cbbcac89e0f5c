import { setTimeout as sleep } from "node:timers/promises";
import { createRandom } from "../../../../test-kit/random.mjs";
import { requestTo } from "../clients/request.js";
import { describeWire } from "../judge/describe-wire.js";
import { type Finding, failed, type GivenUp, passed, restingOn, worst } from "../judge/finding.js";
import { causeOfLoss } from "../judge/likely-cause.js";
import type { Measurement } from "../scenario/measurement.js";
import type { Check } from "./check-definition.js";
import { openAnchor } from "./parts/anchor.js";
import { type LoadCount, loadClient, noRequest } from "./parts/load-client.js";

const THINKING = 10;
const RESTLESS = 4;
/** When clients stop, if the server still accepts connections. */
const BEHIND_MS = 2_000;
/** How many losses are reported byte by byte. */
const SHOWN = 3;

/** Many clients that behave like real ones, and a signal at a random moment. */
export const keepAliveLoad: Check = {
  id: "keep-alive-load",
  sentence: "Clients that send one request after another lose none of them.",
  contract: [1, 3, 10],
  scenario: "load",
  http1: true,
  async measure(run) {
    const random = createRandom(Math.floor(Math.random() * 2 ** 32));
    const anchor = await openAnchor(run);
    const count = noRequest();
    const { port } = run.server.address;
    const requests = run.preflight.paths.map((baseline) => ({
      request: requestTo(baseline.route, port),
      baseline,
    }));
    const isOver = () =>
      performance.now() > run.server.signalledAt + run.plan.lameDuckMs + BEHIND_MS ||
      run.server.process.end !== undefined;
    const clients = [
      ...Array.from({ length: THINKING }, (_, i) => ({
        label: `client ${i + 1}, thinks in between`,
        requests,
        isOver,
        thinkMs: () => random.between(5, 60),
      })),
      ...Array.from({ length: RESTLESS }, (_, i) => ({
        label: `client ${i + 1}, sends at once again`,
        requests,
        isOver,
      })),
    ];
    const all = Promise.all(clients.map((client) => loadClient(run, client, count)));
    await Promise.race([sleep(random.between(300, 600)), all]);
    await run.signalled();
    await all;
    const isDraining = await anchor.isAnswered();
    return judge(run, count, { isDraining, givenUp: isDraining ? [] : anchor.givenUp() });
  },
};

function judge(
  run: Measurement,
  count: LoadCount,
  { isDraining, givenUp }: { isDraining: boolean; givenUp: readonly GivenUp[] },
): Finding {
  const summary = `${count.answered} of ${count.sent} requests answered`;
  // `new-connections` judges those.
  const newcomers = count.losses.filter(({ mayCross, isFirst }) => mayCross && isFirst);
  const atOnce = newcomers.length > 0 ? `; ${newcomers.length} newcomers reset, see new-connections` : "";
  const races = count.losses.filter(({ mayCross, isFirst }) => mayCross && !isFirst && isDraining);
  const losses = count.losses.filter((loss) => !races.includes(loss) && !newcomers.includes(loss));
  const lines = (of: typeof races) =>
    of.slice(0, SHOWN).map(({ wire }) => describeWire(wire, run.server.signalledAt));
  const lost = losses[0];
  if (lost)
    return restingOn(
      losses.every(({ mayCross }) => mayCross) ? givenUp : [],
      failed([`${summary}, ${losses.length} lost`, ...lines(losses)], causeOfLoss(run.server, lost.wire)),
    );
  if (races.length === 0) return worst([...count.wrong, passed(`${summary}${atOnce}`)]);
  const raced: Finding = {
    outcome: "race",
    seen: [
      `${summary}, ${races.length} lost to connections that were closed as idle at that moment`,
      ...lines(races),
    ],
    cause: "idle connections are closed without a grace; HTTP/1.1 cannot exclude it, a grace makes it rare",
  };
  return worst([...count.wrong, raced]);
}
