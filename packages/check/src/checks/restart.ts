import { setTimeout as sleep } from "node:timers/promises";
import { requestTo } from "../clients/request.js";
import { describeExit } from "../judge/describe-exit.js";
import { failed, tooBusy } from "../judge/finding.js";
import { causeInFront } from "../judge/likely-cause.js";
import { duration } from "../judge/times.js";
import { isTaken } from "../scenario/listening-ports.js";
import { Measurement } from "../scenario/measurement.js";
import { mustStillRun, untilReady } from "../scenario/until-ready.js";
import type { Check } from "./check-definition.js";
import { openAnchor } from "./parts/anchor.js";
import { judgeLoad } from "./parts/judge-load.js";
import { loadClient, noRequest } from "./parts/load-client.js";

const LEAD_MS = 300;
/** How long the clients may take until the first of them is answered. */
const FIRST_ANSWER_MS = 10_000;
const LOOK_MS = 20;
/** A child may end a little later than its parent. */
const LATER_MS = 1_000;
const CLIENTS = 8;
const THINK_MS = 5;
const AGAIN_MS = 25;

/**
 * Two processes, one after the other, on the same port without a load balancer. Refused clients are counted; a lost
 * request fails the check.
 */
export const restart: Check = {
  id: "restart",
  sentence: "A restart on the same port loses no request. Clients that are refused meanwhile are counted.",
  contract: [3, 11],
  scenario: "restart",
  http1: true,
  async measureStart(self) {
    const old = self.start();
    const address = await untilReady(self.plan, old, self.port);
    const run = self.runOf(old, address);
    const measurement = new Measurement(run, "restart", () => {});
    const anchor = await openAnchor(measurement);
    const baseline = self.preflight.ordinary;
    const requests = [{ request: requestTo(baseline.route, address.port), baseline }];
    const count = noRequest();
    let isOver = false;
    const clients = Promise.all(
      Array.from({ length: CLIENTS }, (_, i) => {
        const times = { thinkMs: () => THINK_MS, againMs: AGAIN_MS, isOver: () => isOver };
        return loadClient(measurement, { label: `client ${i + 1}`, requests, ...times }, count);
      }),
    );
    const stop = () => {
      isOver = true;
      return clients;
    };
    try {
      // Clients that are still connecting lose nothing, whatever the server does.
      for (let ms = 0; count.answered === 0 && ms < FIRST_ANSWER_MS; ms += LOOK_MS) await sleep(LOOK_MS);
      await sleep(LEAD_MS);
      await run.prepare();
      await mustStillRun(old);
      const wereAnswered = count.answered > 0;
      run.signal();
      await anchor.ended();
      const end = await run.exited();
      if (end.killed)
        return failed(
          `the old process: ${describeExit(end, run.signalledAt)}`,
          "no restart before the old one is gone",
        );
      if (await staysTaken(self.port))
        return failed(
          `the old process: ${describeExit(end, run.signalledAt)}, and a process of it still listens on the port`,
          causeInFront(run),
        );
      const next = self.start();
      await untilReady(self.plan, next, self.port);
      const gapMs = performance.now() - end.at;
      await sleep(LEAD_MS);
      await stop();
      next.kill();
      if (!wereAnswered) return tooBusy("no client was answered before the signal");
      const note = `${count.refused} clients refused in ${duration(gapMs)} between the two`;
      return judgeLoad(run, anchor, { ...count, note });
    } finally {
      // They would go on where a process was not there in time.
      await stop();
    }
  },
};

/** Only on Linux: a connection of its own would be one more client. */
async function staysTaken(port: number): Promise<boolean> {
  const bound = performance.now() + LATER_MS;
  while (isTaken(port)) {
    if (performance.now() > bound) return true;
    await sleep(LATER_MS / 10);
  }
  return false;
}
