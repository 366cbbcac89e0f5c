import { setTimeout as sleep } from "node:timers/promises";
import { requestTo } from "../clients/request.js";
import { describeExit } from "../judge/describe-exit.js";
import { failed, notMeasured, passed } from "../judge/finding.js";
import { duration, sinceSignal } from "../judge/times.js";
import type { Check } from "./check-definition.js";
import { HeldRequest } from "./parts/held-request.js";

/** Some servers count signals in quick succession as one, since supervisors send them twice. */
const BETWEEN_MS = 1_000;

/**
 * A user who sends the signal twice does not want to wait. Half of the remaining budget tells whether it had any
 * effect.
 */
export const secondSignal: Check = {
  id: "second-signal",
  sentence: "A second signal ends a process that waits for a client that never finishes.",
  contract: [24],
  scenario: "second-signal",
  http1: true,
  async measure(run) {
    const { port } = run.server.address;
    const get = requestTo(run.ordinary.route, port);
    const post = requestTo(run.plan.upload ?? { method: "POST", path: run.ordinary.route.path }, port);
    await HeldRequest.open(run, "half of a head, for ever", { request: get, bytes: get.headBytes - 1 });
    await HeldRequest.open(run, "half of a body, for ever", {
      request: post,
      bytes: post.bytes.length - 1_000,
    });
    await run.signalled();
    await run.noticed();
    const { process, signalledAt } = run.server;
    await Promise.race([sleep(BETWEEN_MS), process.ended]);
    if (process.end)
      return notMeasured(
        `the process was gone before a second one (${describeExit(process.end, signalledAt)})`,
      );
    const secondAt = performance.now();
    process.signal(run.plan.signal);
    const end = await run.exited();
    const bound = (signalledAt + run.plan.budgetMs - secondAt) / 2;
    if (end.at - secondAt <= bound) return passed(`gone ${duration(end.at - secondAt)} after it`);
    return failed(
      [
        `second ${run.plan.signal} at ${sinceSignal(secondAt, signalledAt)}`,
        `the process: ${describeExit(end, signalledAt)}`,
      ],
      "the second signal is ignored: nobody at a terminal can hurry it",
    );
  },
};
