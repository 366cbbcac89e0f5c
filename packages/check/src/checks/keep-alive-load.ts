import { setTimeout as sleep } from "node:timers/promises";
import { createRandom } from "../../../../test-kit/random.mjs";
import { requestTo } from "../clients/request.js";
import type { Check } from "./check-definition.js";
import { openAnchor } from "./parts/anchor.js";
import { judgeLoad } from "./parts/judge-load.js";
import { type Loss, loadClient, noRequest } from "./parts/load-client.js";

const THINKING = 10;
const RESTLESS = 4;
/** When clients stop, if the server still accepts connections. */
const BEHIND_MS = 2_000;

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
    await anchor.ended();
    // `new-connections` judges those.
    const isNewcomer = ({ mayCross, isFirst }: Loss) => mayCross && isFirst;
    const newcomers = count.losses.filter(isNewcomer).length;
    const losses = count.losses.filter((loss) => !isNewcomer(loss));
    const note = newcomers > 0 ? `${newcomers} newcomers reset, see new-connections` : undefined;
    return judgeLoad(run.server, anchor, { ...count, losses, note });
  },
};
