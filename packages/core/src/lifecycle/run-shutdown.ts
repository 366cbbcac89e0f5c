import { leftForDrain } from "../planning/budget.js";
import type { DrainResult, ShutdownReport } from "../report.js";
import { allowCloseAgain } from "./allow-close-again.js";
import { closeWebSockets } from "./close-web-sockets.js";
import { drainSignal } from "./drain-signal.js";
import type { ShutdownTrigger } from "./lifecycle-core.js";
import { beginLine, endLine, noServerLine } from "./log-lines.js";
import { makeReport, type ShutdownStart } from "./make-report.js";
import { runLameDuck } from "./run-lame-duck.js";
import type { ShutdownParts } from "./shutdown-parts.js";

/** Runs a shutdown from its start to its report. Never rejects. */
export async function runShutdown(
  parts: ShutdownParts,
  { reason, interactive }: ShutdownTrigger,
): Promise<ShutdownReport> {
  const { plan, logger, clock, host, drain, targets, releases, escalation, timer } = parts;
  host.onShutdownStart();
  const startedAt = new Date().toISOString();
  const beganMs = clock.now();
  const deadlineMs = beganMs + plan.budget.budgetMs;
  const leftMs = () => deadlineMs - clock.now();
  const counts = drain.disableKeepAlive();
  const isLameDuck = plan.budget.lameDuckMs > 0 || plan.beforeDrain !== undefined;
  logger.info(beginLine(reason, targets.isEmpty ? drain.stats().holds : counts, plan, isLameDuck));
  for (const name of targets.withoutServer()) logger.warn(noServerLine(name));

  if (isLameDuck) await runLameDuck(parts, reason);
  const drained = await runDrain(parts, reason, interactive === true, clock.now() - beganMs);
  parts.drained.resolve(drained);

  timer.enter({ name: "releasing", reason, deadlineMs });
  // The framework's own shutdown gets at most half of what is left: the rest is for the releases.
  await releases.closeFrameworks(targets.closes(reason), leftMs() / 2);
  const forbidCloseAgain = allowCloseAgain(drain.servers);
  let report: ShutdownReport | undefined;
  const concludeOnce = () => {
    report ??= conclude(parts, { reason, startedAt, beganMs, deadlineMs }, drained);
    return report;
  };
  // Another listener may end the process in a way that cannot be held. Once the releases are over, nothing of ours is
  // lost by that, and the report is made.
  escalation.exiting.addEventListener("abort", () => releases.areOver && concludeOnce());
  await releases.run(leftMs());
  await releases.runLast(host.lastReleases(releases.byName), leftMs());
  forbidCloseAgain();
  return concludeOnce();
}

/** @param spentMs how much of the budget is already spent */
function runDrain(
  parts: ShutdownParts,
  reason: string,
  interactive: boolean,
  spentMs: number,
): Promise<DrainResult> {
  const { clock, drain, escalation, timer, attempt } = parts;
  const { onDrain, webSockets, budget, interruptIdleGraceMs } = parts.plan;
  const { error } = parts.cause;
  const limits = { ...budget, ...(interactive && { idleGraceMs: interruptIdleGraceMs }) };
  const { drainMs, idleGraceMs, upgradeGraceMs } = leftForDrain(limits, spentMs);
  timer.enter({ name: "draining", reason, deadlineMs: clock.now() + drainMs });
  const { drainHooks } = parts.targets;
  // Before the drain starts. Afterwards this would visit all connections once more.
  if (webSockets.length === 0 && !onDrain && drainHooks.length === 0) drain.startCloseHandshakes();
  const outcome = drain.drain({ idleGraceMs, drainMs, reason: reason || undefined, cause: error });
  if (escalation.forced.aborted) drain.cut();
  void outcome.then(closeWebSockets(parts, upgradeGraceMs));
  const calls = drainHooks.map(([name, call]) => attempt(name, call));
  if (onDrain) {
    const signal = drainSignal(parts, drainMs, outcome);
    calls.push(attempt("onDrain", () => onDrain({ reason, error, signal })));
  }
  void Promise.all(calls).then(() => webSockets.length > 0 || drain.startCloseHandshakes());
  return outcome;
}

/** The last step: the report is made, logged, emitted, and given to the host. */
function conclude(parts: ShutdownParts, start: ShutdownStart, drained: DrainResult): ShutdownReport {
  const { logger, host, targets, escalation, timer, emit, cause } = parts;
  escalation.stop();
  const report = makeReport(parts, start, drained);
  targets.stop((name, stop) => void parts.attempt(name, stop));
  timer.enter({ name: "closed", report });
  logger[report.outcome === "clean" ? "info" : "warn"](endLine(report, !targets.isEmpty, cause.mayExit));
  const deliveries = emit("report", report);
  const reported = deliveries.length > 0 ? Promise.all(deliveries) : undefined;
  host.onClosed(report, { deadlineMs: start.deadlineMs, mayExit: cause.mayExit, reported });
  return report;
}
