import { createDrain } from "../engine/create-drain.js";
import { GracefulError, toError } from "../errors.js";
import { isProbe } from "../health/is-probe.js";
import type { Release } from "../plan.js";
import { beforeDrainMs, leftForDrain } from "../planning/budget.js";
import { releases as validateReleases } from "../planning/validate/releases.js";
import { runReleases } from "../release/run-releases.js";
import type { DrainResult, ReleaseResult, ShutdownReport } from "../report.js";
import type { Server } from "../target.js";
import { allowCloseAgain } from "./close-again.js";
import { closeWebSockets } from "./close-web-sockets.js";
import { createEvents } from "./create-events.js";
import { drainSignal } from "./drain-signal.js";
import { createEscalation } from "./escalation.js";
import { waitAsLameDuck } from "./lame-duck.js";
import type { LifecycleCore, LifecycleOptions, ShutdownTrigger } from "./lifecycle-core.js";
import {
  beginLine,
  endLine,
  eventStreamsLogger,
  failureLine,
  lameDuckOverLine,
  suddenEndLine,
  unfoundLine,
} from "./log-lines.js";
import { makeReport } from "./make-report.js";
import { createPhaseTimer } from "./phase-timer.js";
import { createTargets } from "./targets.js";

export function createLifecycle(options: LifecycleOptions): LifecycleCore {
  const { plan, logger, clock, activeResources, onBegin, lastReleases, exitCodeOf, onClosed } = options;
  const { budgetMs, lameDuckMs, releaseMs } = plan.budget;
  const servers = new Set<Server>();
  const targets = createTargets((server) => {
    servers.add(server);
    drain.add(server);
  });
  const releases = new Map(plan.releases);
  const results: ReleaseResult[] = [];
  let hasReleased = false;
  const escalation = createEscalation(clock, releaseMs);
  let hasBegun = false;
  let probes = 0;
  let settle: (report: Promise<ShutdownReport>) => void;
  const closed = new Promise<ShutdownReport>((resolve) => {
    settle = resolve;
  });
  let mayExit = false;
  let crashed = false;
  let crash: Error | undefined;
  let onDrained: (outcome: DrainResult) => void;
  const drained = new Promise<DrainResult>((resolve) => {
    onDrained = resolve;
  });

  const { on, tell } = createEvents(logger);
  const drain = createDrain({
    ...leftForDrain(plan.budget, 0),
    whileDraining: plan.whileDraining,
    eventStreams: plan.eventStreams,
    onError: eventStreamsLogger(logger.error),
    closesWebSockets: plan.webSockets.length > 0 || plan.onDrain !== undefined,
    clock,
    admits: ({ url = "" }) => isProbe(url, plan.health),
    onCut: (cut) => tell("cut", cut),
  });

  const timer = createPhaseTimer(clock, (phase) => tell("phase", phase));
  const { enter } = timer;

  /** The story of a shutdown. */
  async function run(trigger: ShutdownTrigger): Promise<ShutdownReport> {
    const { reason } = trigger;
    onBegin();
    const startedAt = new Date().toISOString();
    const beganAt = clock.now();
    const deadlineMs = beganAt + budgetMs;
    const isLameDuck = lameDuckMs > 0 || plan.beforeDrain !== undefined;
    logger.info(beginLine(reason, drain.stats(), plan, { hasServer: !targets.isEmpty, isLameDuck }));
    for (const name of targets.withoutServer()) logger.warn(unfoundLine(name));

    if (isLameDuck) await beLameDuck(reason);
    const outcome = await runDrain(trigger, clock.now() - beganAt);
    onDrained(outcome);

    enter({ name: "releasing", reason, deadlineMs });
    // The framework's own shutdown gets half of what is left at most: the rest is the releases'.
    await release(targets.closes(), (deadlineMs - clock.now()) / 2, (result) => {
      if (result.status === "failed") onRelease(result);
    });
    hasReleased = true;
    const forbidCloseAgain = allowCloseAgain(servers);
    await release(releases, deadlineMs - clock.now(), onRelease);
    await release(lastReleases(releases), deadlineMs - clock.now(), onRelease);
    forbidCloseAgain();
    escalation.stop();

    const finished = makeReport({
      reason,
      startedAt,
      durationMs: clock.now() - beganAt,
      crashed,
      error: crash,
      forcedCode: escalation.exitCode,
      drained: outcome,
      probes,
      phases: timer.durations,
      budget: plan.budget,
      releases: results,
      resources: activeResources(),
      exitCodeOf: (own) => (mayExit ? exitCodeOf(own) : own),
    });
    targets.stop((name, stop) => void attempt(name, stop));
    enter({ name: "closed", report: finished });
    logger[finished.outcome === "clean" ? "info" : "warn"](endLine(finished, !targets.isEmpty));
    const told = tell("report", finished);
    onClosed(finished, { deadlineMs, mayExit, reported: told.length > 0 ? Promise.all(told) : undefined });
    return finished;
  }

  async function beLameDuck(reason: string): Promise<void> {
    const { beforeDrain } = plan;
    const boundMs = beforeDrain ? beforeDrainMs(plan.budget) : lameDuckMs;
    enter({ name: "lame-duck", reason, untilMs: clock.now() + boundMs });
    drain.announce();
    await waitAsLameDuck({
      reason,
      lameDuckMs,
      beforeDrain,
      boundMs,
      onFailed: (ending) => onRelease({ name: "beforeDrain", ...ending }, "`beforeDrain`"),
      clock,
      forced: escalation.forced,
    });
    if (!targets.isEmpty) logger.info(lameDuckOverLine(drain.stats()));
  }

  function runDrain({ reason, interactive }: ShutdownTrigger, spentMs: number): Promise<DrainResult> {
    const { onDrain, webSockets, budget, interruptIdleGraceMs } = plan;
    const limits = { ...budget, ...(interactive && { idleGraceMs: interruptIdleGraceMs }) };
    const { drainMs, idleGraceMs, upgradeGraceMs } = leftForDrain(limits, spentMs);
    enter({ name: "draining", reason, deadlineMs: clock.now() + drainMs });
    const outcome = drain.drain({ idleGraceMs, drainMs, reason: reason || undefined, cause: crash });
    if (escalation.forced.aborted) drain.cut();
    closeWebSockets(webSockets, clock, upgradeGraceMs, attempt);
    if (onDrain) {
      const signal = drainSignal({ clock, drainMs, forced: escalation.forced, outcome });
      void attempt("onDrain", () => onDrain({ reason, error: crash, signal })).then(
        () => webSockets.length > 0 || drain.tellWebSockets(),
      );
    }
    return outcome;
  }

  /** What the application gave us must not stop a shutdown. */
  async function attempt(option: string, call: () => unknown): Promise<void> {
    try {
      await call();
    } catch (error) {
      logger.error(`\`${option}\` failed: ${toError(error).message}`);
    }
  }

  function release(
    all: ReadonlyMap<string, Release>,
    boundMs: number,
    onResult: (result: ReleaseResult) => void,
  ): Promise<unknown> {
    return runReleases(all, {
      clock,
      boundMs,
      onResult,
      forced: escalation.releaseCutoff,
      exiting: escalation.exiting,
    });
  }

  function onRelease(result: ReleaseResult, what = `The release "${result.name}"`): void {
    results.push(result);
    if (result.status === "failed") logger.error(failureLine(what, result));
    tell("release", result);
  }

  function startShutdown(trigger: ShutdownTrigger): Promise<ShutdownReport> {
    // A signal that comes while the application closes the framework still means the process.
    if (!trigger.byFramework) mayExit = true;
    if (trigger.crashed) crashed = true;
    crash ??= trigger.error;
    if (hasBegun) return closed;
    // Before it calls listeners of the application, which may ask for the report.
    hasBegun = true;
    settle(run(trigger));
    return closed;
  }

  function refuseLate(what: string): void {
    const { phase } = timer;
    if (phase.name !== "releasing" && phase.name !== "closed") return;
    throw new GracefulError("LIFECYCLE_CLOSED", `${what} comes too late: this lifecycle is ${phase.name}`);
  }

  return {
    get phase() {
      return timer.phase;
    },
    get listening() {
      return targets.isEmpty || drain.listening;
    },
    signal: drain.signal,
    closed,
    stats: drain.stats,
    hold: drain.hold,
    on,
    tell,
    startShutdown,
    addRelease(name, release) {
      refuseLate(`The release "${name}"`);
      if (releases.has(name))
        throw new GracefulError("INVALID_OPTION", `There is a release named "${name}" already`);
      validateReleases({ ...Object.fromEntries(releases), [name]: release }, "release");
      releases.set(name, release);
    },
    attach(target, prepare) {
      refuseLate(`The target "${target.name}"`);
      prepare?.();
      targets.add(target);
      target.onClose?.(async () => {
        void startShutdown({ reason: `${target.name} close`, byFramework: true });
        await drained;
      });
    },
    forceCut(exitCode, reason) {
      if (timer.phase.name === "closed") return;
      if (escalation.exitCode === undefined) tell("forced", { reason, exitCode });
      escalation.force(exitCode);
      if (timer.phase.name === "draining") drain.cut();
    },
    probeAnswered() {
      if (hasBegun) probes++;
    },
    processExiting(exitCode) {
      if (!hasBegun || timer.phase.name === "closed") return;
      const undone = [...releases.keys()].filter((name) => !results.some((result) => result.name === name));
      logger.error(suddenEndLine(exitCode, drain.stats(), undone));
      escalation.exit();
      if (!hasReleased) void release(releases, 0, () => {});
    },
  };
}
