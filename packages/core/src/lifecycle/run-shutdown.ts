import type { Drain } from "../engine/drain.js";
import { beforeDrainMs, leftForDrain } from "../planning/budget.js";
import type { DrainResult, ShutdownReport } from "../report.js";
import type { Deferred } from "../support/deferred.js";
import type { Server } from "../target.js";
import { allowCloseAgain } from "./close-again.js";
import { closeWebSockets } from "./close-web-sockets.js";
import type { Events } from "./create-events.js";
import type { Releases } from "./create-releases.js";
import { drainSignal } from "./drain-signal.js";
import type { Escalation } from "./escalation.js";
import { waitAsLameDuck } from "./lame-duck.js";
import type { LifecycleOptions, ShutdownTrigger } from "./lifecycle-core.js";
import { beginLine, endLine, lameDuckOverLine, noServerLine } from "./log-lines.js";
import { makeReport } from "./make-report.js";
import type { PhaseTimer } from "./phase-timer.js";
import type { ShutdownCause } from "./shutdown-cause.js";
import type { Targets } from "./targets.js";

/** The parts of a shutdown. Each owns its state. */
export interface ShutdownParts extends LifecycleOptions {
  readonly drain: Drain;
  readonly servers: ReadonlySet<Server>;
  readonly targets: Targets;
  readonly releases: Releases;
  readonly escalation: Escalation;
  readonly timer: PhaseTimer;
  readonly emit: Events["emit"];
  /**
   * Calls the function of the application for `option`. What it throws is logged, and does not stop the shutdown.
   */
  readonly attempt: (option: string, call: () => unknown) => Promise<void>;
  readonly cause: ShutdownCause;
  /** Resolved when the drain is over: a framework's own close waits for it. */
  readonly drained: Deferred<DrainResult>;
}

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
  await releases.closeFrameworks(targets.closes(), leftMs() / 2);
  const forbidCloseAgain = allowCloseAgain(parts.servers);
  let report: ShutdownReport | undefined;
  const conclude = () => {
    report ??= conclusion(parts, { reason, startedAt, beganMs, drained });
    return report;
  };
  // Another listener may end the process in a way that cannot be held. Once the releases are over, nothing of ours is
  // lost by that, and the report is made.
  escalation.exiting.addEventListener("abort", () => releases.areOver && conclude());
  await releases.run(leftMs());
  await releases.runLast(host.lastReleases(releases.byName), leftMs());
  forbidCloseAgain();
  return conclude();
}

async function runLameDuck(parts: ShutdownParts, reason: string): Promise<void> {
  const { plan, logger, clock, drain, targets, releases, escalation, timer } = parts;
  const { beforeDrain, budget } = plan;
  const { lameDuckMs } = budget;
  const boundMs = beforeDrain ? beforeDrainMs(budget) : lameDuckMs;
  timer.enter({ name: "lame-duck", reason, untilMs: clock.now() + boundMs });
  await waitAsLameDuck({
    reason,
    lameDuckMs,
    beforeDrain,
    boundMs,
    onFailed: (ending) => releases.record({ name: "beforeDrain", ...ending }, "`beforeDrain`"),
    clock,
    forced: escalation.forced,
  });
  if (!targets.isEmpty) logger.info(lameDuckOverLine(drain.stats()));
}

/** @param spentMs how much of the budget is already spent */
function runDrain(
  parts: ShutdownParts,
  reason: string,
  interactive: boolean,
  spentMs: number,
): Promise<DrainResult> {
  const { clock, drain, escalation, timer, attempt } = parts;
  const { onDrain, webSockets, budget, spreadMs, interruptIdleGraceMs } = parts.plan;
  const { error } = parts.cause;
  const limits = { ...budget, ...(interactive && { idleGraceMs: interruptIdleGraceMs }) };
  const { drainMs, idleGraceMs, upgradeGraceMs } = leftForDrain(limits, spentMs);
  timer.enter({ name: "draining", reason, deadlineMs: clock.now() + drainMs });
  const { drainHooks } = parts.targets;
  // Before the drain starts. Afterwards this would visit all connections once more.
  if (webSockets.length === 0 && !onDrain && drainHooks.length === 0) drain.startCloseHandshakes();
  const outcome = drain.drain({ idleGraceMs, drainMs, reason: reason || undefined, cause: error });
  if (escalation.forced.aborted) drain.cut();
  const closeRest = closeWebSockets(webSockets, { clock, drain, spreadMs, upgradeGraceMs, attempt });
  void outcome.then(closeRest);
  const calls = drainHooks.map(([name, call]) => attempt(name, call));
  if (onDrain) {
    const signal = drainSignal({ clock, drainMs, forced: escalation.forced, outcome });
    calls.unshift(attempt("onDrain", () => onDrain({ reason, error, signal })));
  }
  void Promise.all(calls).then(() => webSockets.length > 0 || drain.startCloseHandshakes());
  return outcome;
}

interface Concluded {
  reason: string;
  startedAt: string;
  beganMs: number;
  drained: DrainResult;
}

/** The last step: the report is made, logged, emitted, and given to the host. */
function conclusion(
  parts: ShutdownParts,
  { reason, startedAt, beganMs, drained }: Concluded,
): ShutdownReport {
  const { plan, logger, clock, host, targets, releases, escalation, timer, emit, cause } = parts;
  escalation.stop();
  const report = makeReport({
    reason,
    startedAt,
    durationMs: clock.now() - beganMs,
    crashed: cause.crashed,
    error: cause.error,
    forcedCode: escalation.exitCode,
    drained,
    probes: cause.probes,
    phases: timer.durations,
    budget: plan.budget,
    releases: releases.results,
    resources: parts.activeResources(),
    exitCodeOf: (code) => (cause.mayExit ? host.exitCodeOf(code) : code),
  });
  targets.stop((name, stop) => void parts.attempt(name, stop));
  timer.enter({ name: "closed", report });
  logger[report.outcome === "clean" ? "info" : "warn"](endLine(report, !targets.isEmpty));
  const deliveries = emit("report", report);
  const reported = deliveries.length > 0 ? Promise.all(deliveries) : undefined;
  const deadlineMs = beganMs + plan.budget.budgetMs;
  host.onClosed(report, { deadlineMs, mayExit: cause.mayExit, reported });
  return report;
}
