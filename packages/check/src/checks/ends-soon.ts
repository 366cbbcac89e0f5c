import { describeExit } from "../judge/describe-exit.js";
import { type Cause, failed, passed } from "../judge/finding.js";
import { duration } from "../judge/times.js";
import type { Check } from "./check-definition.js";
import { askNow } from "./parts/ask.js";

export const endsSoon: Check = {
  id: "ends-soon",
  sentence: "With no connection open, the process exits in less than half of the budget.",
  contract: [3, 23],
  scenario: "alone",
  http1: false,
  async measure(run) {
    if (run.preflight.http1) await askNow(run, run.ordinary.route);
    await run.signalled();
    const end = await run.exited();
    const { lameDuckMs, budgetMs } = run.plan;
    const afterMs = end.at - run.server.signalledAt;
    if (afterMs <= lameDuckMs + (budgetMs - lameDuckMs) / 2) return passed(`gone after ${duration(afterMs)}`);
    const cause: Cause = end.killed
      ? (records) =>
          records.some(({ scenario, exit }) => scenario === "alone" && exit && !exit.killed)
            ? "in another run it ends: the signal may have come while a part of it was still starting"
            : `${run.plan.signal} is ignored, or something that is never closed holds the process: a timer, a pool`
      : "it waits for a fixed time, or for something that is closed too late";
    return failed(
      `the process: ${describeExit(end, run.server.signalledAt)}, with no connection open`,
      cause,
    );
  },
};
