import { knownServers } from "../adapter/known-servers.js";
import { hidesServers } from "../adapter/other-servers.js";
import { createDrain } from "../engine/create-drain.js";
import type { Drain } from "../engine/drain.js";
import { isNodeServer } from "../engine/listeners/is-node-server.js";
import { GracefulError, toError } from "../errors.js";
import { isProbe } from "../health/is-probe.js";
import type { Phase } from "../phase.js";
import { leftForDrain } from "../planning/budget.js";
import type { Cut, DrainResult, ShutdownReport } from "../report.js";
import { callSafely } from "../support/call-safely.js";
import { deferred } from "../support/deferred.js";
import { isThenable } from "../support/is-thenable.js";
import type { Server } from "../target.js";
import { createEvents } from "./create-events.js";
import { createReleases } from "./create-releases.js";
import { createEscalation } from "./escalation.js";
import type { LifecycleCore, LifecycleOptions, ShutdownTrigger } from "./lifecycle-core.js";
import { failedHoldLine, failureLine, RUNTIME_LINE, responsesLogger, suddenEndLine } from "./log-lines.js";
import { createPhaseTimer } from "./phase-timer.js";
import { runShutdown } from "./run-shutdown.js";
import { ShutdownCause } from "./shutdown-cause.js";
import type { ShutdownParts } from "./shutdown-parts.js";
import { createTargets, type Targets } from "./targets.js";
import { watchUnfound } from "./watch-unfound.js";

export function createLifecycle(options: LifecycleOptions): LifecycleCore {
  const { plan, logger, clock } = options;
  const { on, emit } = createEvents(logger);
  const drain = createPlannedDrain(options, (cut) => emit("cut", cut));
  const { servers } = drain;
  const targets = createTargets(drain.add);
  const warnOfRuntime = createRuntimeWarning(servers, targets, logger);
  const timer = createPhaseTimer(clock, (phase) => emit("phase", phase));
  const escalation = createEscalation(clock, plan.budget.releaseMs);
  const releases = createReleases({
    planned: plan.releases,
    clock,
    escalation,
    onResult(result, what) {
      if (result.status === "failed") logger.error(failureLine(what, result));
      emit("release", result);
    },
  });
  const cause = new ShutdownCause();
  let stopLooking: (() => void) | undefined;
  const closed = deferred<ShutdownReport>();
  const drained = deferred<DrainResult>();
  const parts = {
    ...options,
    drain,
    targets,
    releases,
    escalation,
    timer,
    emit,
    async attempt(option: string, call: () => unknown) {
      await callSafely(call, (error) => logger.error(`\`${option}\` failed: ${toError(error).message}`));
    },
    cause,
    drained,
  };

  function startShutdown(trigger: ShutdownTrigger): Promise<ShutdownReport> {
    stopLooking?.();
    // Set before listeners of the application are called, which may ask for the report.
    if (cause.note(trigger)) closed.resolve(runShutdown(parts, trigger));
    return closed.promise;
  }

  return {
    get phase() {
      return timer.phase;
    },
    get listening() {
      return targets.isEmpty || drain.listening;
    },
    signal: drain.signal,
    closed: closed.promise,
    stats: drain.stats,
    pendingReleases: releases.pending,
    get cutoffMs() {
      return escalation.cutoffMs;
    },
    hold: loggedHold(drain, logger),
    on,
    emit,
    startShutdown,
    addRelease(name, release) {
      refuseLate(timer.phase, `The release "${name}"`);
      releases.add(name, release);
    },
    attach(target, prepare) {
      refuseLate(timer.phase, `The target "${target.name}"`);
      prepare?.();
      targets.add(target);
      stopLooking ??= watchUnfound(targets, clock, logger.warn);
      warnOfRuntime();
      target.onClose?.(async () => {
        void startShutdown({ reason: `${target.name} close`, byFramework: true });
        await drained.promise;
      });
    },
    abandon() {
      stopLooking?.();
      targets.stop((name, stop) => void parts.attempt(name, stop));
      for (const server of servers) knownServers.claimed.delete(server);
      drain.abandon();
    },
    forceCut: (exitCode, reason) => forceCut(parts, exitCode, reason),
    probeAnswered: () => cause.noteProbe(),
    processExiting: (exitCode) => endSuddenly(parts, exitCode),
  };
}

/** The engine with the options of a plan. */
function createPlannedDrain({ plan, logger, clock }: LifecycleOptions, onCut: (cut: Cut) => unknown): Drain {
  return createDrain({
    ...leftForDrain(plan.budget, 0),
    spreadMs: plan.spreadMs,
    whileDraining: plan.whileDraining,
    eventStreams: plan.eventStreams,
    onError: responsesLogger(logger.error),
    // The application or a framework may close its WebSockets itself, so the engine waits until that is known.
    deferWebSocketClose: true,
    clock,
    admits: ({ url = "" }) => isProbe(url, plan.health),
    onCut,
  });
}

/** `hold`, which logs what the work rejects with: nobody else hears of it. */
function loggedHold({ hold }: Drain, { error }: LifecycleOptions["logger"]): Drain["hold"] {
  return (name, work) => {
    // Asked once: a query of many query builders is sent at each `then`.
    const settling = isThenable(work) ? Promise.resolve(work) : work;
    const end = hold(name, settling);
    settling?.then(undefined, (failure) => error(failedHoldLine(name, failure)));
    return end;
  };
}

/** Says once that the runtime has HTTP servers of its own, as soon as the app has one, or may have one. */
function createRuntimeWarning(
  servers: ReadonlySet<Server>,
  targets: Targets,
  logger: LifecycleOptions["logger"],
): () => void {
  let hasWarned = false;
  return () => {
    const isOther = [...servers].some((server) => !isNodeServer(server));
    if (hasWarned || !(isOther || (targets.withoutServer().length > 0 && hidesServers()))) return;
    hasWarned = true;
    logger.warn(RUNTIME_LINE);
  };
}

function refuseLate({ name }: Phase, what: string): void {
  if (name !== "releasing" && name !== "closed") return;
  throw new GracefulError("LIFECYCLE_CLOSED", `${what} comes too late: this lifecycle is ${name}`);
}

function forceCut({ drain, escalation, timer, emit }: ShutdownParts, exitCode: number, reason: string): void {
  if (timer.phase.name === "closed") return;
  if (escalation.exitCode === undefined) emit("forced", { reason, exitCode });
  escalation.force(exitCode);
  if (timer.phase.name === "draining") drain.cut();
}

function endSuddenly(parts: ShutdownParts, exitCode: number): number {
  const { logger, drain, releases, escalation } = parts;
  const lossCode = exitCode || 1;
  if (!releases.areOver) logger.error(suddenEndLine(lossCode, drain.stats(), [...releases.pending]));
  escalation.exit();
  releases.startNow();
  // After the releases, aborting `exiting` has made the report.
  const { phase } = parts.timer;
  return phase.name === "closed" ? phase.report.exitCode || exitCode : lossCode;
}
