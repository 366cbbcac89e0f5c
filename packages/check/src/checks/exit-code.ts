import { describeExit } from "../judge/describe-exit.js";
import { failed, notMeasured, passed } from "../judge/finding.js";
import { causeOfExit } from "../judge/likely-cause.js";
import type { Check } from "./check-definition.js";

export const exitCode: Check = {
  id: "exit-code",
  sentence: "With no connection open, the process ends by itself with exit code 0.",
  contract: [23],
  scenario: "alone",
  http1: false,
  async measure(run) {
    await run.signalled();
    const end = await run.exited();
    if (end.killed) return notMeasured("it never ended by itself: see ends-soon");
    if (end.code === 0) return passed();
    const isJava = /(^|\/)java$/.test(run.plan.command[0] ?? "");
    const cause = isJava
      ? "a JVM ends so whatever its shutdown hooks did: `--skip exit-code` where that is meant"
      : causeOfExit(run.server);
    return failed(`the process: ${describeExit(end, run.server.signalledAt)}`, cause);
  },
};
