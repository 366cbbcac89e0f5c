import { setTimeout as sleep } from "node:timers/promises";
import { describeExit } from "../judge/describe-exit.js";
import { failed, notMeasured, passed } from "../judge/finding.js";
import type { Check } from "./check-definition.js";

/** A child may end a little later than its parent. */
const LATER_MS = 1_000;
const POLL_MS = 100;

export const noOrphans: Check = {
  id: "no-orphans",
  sentence: "When the process has ended, no process that it started is left.",
  contract: [25],
  scenario: "alone",
  http1: false,
  async measure(run) {
    await run.signalled();
    const end = await run.exited();
    if (end.killed) return notMeasured("it never ended by itself: see ends-soon");
    const bound = end.at + LATER_MS;
    let left = run.server.process.leftBehind();
    while (left.length > 0 && performance.now() < bound) {
      await sleep(POLL_MS);
      left = run.server.process.leftBehind();
    }
    if (left.length === 0) return passed();
    const seen = left.map(({ pid, command }) => `process ${pid} still runs: ${command.slice(0, 120)}`);
    return failed(
      [`the process: ${describeExit(end, run.server.signalledAt)}`, ...seen],
      "the signal goes to one process: it must pass it on to its children, or end them, and wait for them",
    );
  },
};
