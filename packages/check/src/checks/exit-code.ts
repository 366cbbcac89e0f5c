import { describeExit } from "../judge/describe-exit.js";
import { type Finding, failed, isOfMachine, notMeasured, passed } from "../judge/finding.js";
import { causeOfExit } from "../judge/likely-cause.js";
import type { ProcessEnd } from "../scenario/server-process.js";
import type { Check } from "./check-definition.js";

export const exitCode: Check = {
  id: "exit-code",
  sentence:
    "The process ends by itself with exit code 0, with no connection open and when every client had its answer.",
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

/**
 * The same where the server had clients, and each had its answer: what fails at the end of such a shutdown is seen
 * nowhere else. What it does without a connection is judged above.
 */
export function exitBehindClients(
  { code, signal, killed, at }: ProcessEnd,
  signalledAt: number,
  findings: Iterable<Finding>,
): Finding | undefined {
  if (killed || code === null || code === 0) return undefined;
  const isDoubtful = (finding: Finding) =>
    finding.outcome === "failed" || finding.outcome === "race" || isOfMachine(finding) || "lost" in finding;
  if ([...findings].some(isDoubtful)) return undefined;
  return failed(
    `the process: ${describeExit({ code, signal, killed, at }, signalledAt)}, when every client had its answer`,
    (records) =>
      records.some(({ scenario, exit }) => scenario === "alone" && exit?.code === 0)
        ? "with no connection open it ends well: an error at the end of a shutdown that had some"
        : undefined,
  );
}
