import { setTimeout as sleep } from "node:timers/promises";
import { describeExit } from "../judge/describe-exit.js";
import { failed, notMeasured, passed } from "../judge/finding.js";
import { duration } from "../judge/times.js";
import type { Check } from "./check-definition.js";

/** As at a rollout that is undone. */
export const signalAtStart: Check = {
  id: "signal-at-start",
  sentence: "A signal before the server listens ends it, by exit code 0 or by the signal itself.",
  contract: [24],
  scenario: "start",
  http1: false,
  async measureStart(self) {
    // In each run at another share of the time until the first accepted connection.
    const share = self.run / (self.plan.runs + 1);
    const process = self.start();
    await process.started;
    await Promise.race([sleep(self.preflight.startMs * share), process.ended]);
    if (process.end) return notMeasured("it ended by itself while it started");
    const run = self.runOf(process);
    run.signal();
    const end = await run.exited();
    const { signal, budgetMs } = self.plan;
    const delay = duration(self.preflight.startMs * share);
    const seen = `signal ${delay} after the start; ${describeExit(end, run.signalledAt)}`;
    if (end.killed || end.at - run.signalledAt > budgetMs)
      return failed(
        seen,
        "the signal is lost before the server listens: its handler closes nothing, and the server starts all the same",
      );
    const isFine = end.code === 0 || end.signal === signal || end.code === 128 + run.signalNumber;
    return isFine ? passed() : failed(seen, "its handler fails where nothing listens yet");
  },
};
