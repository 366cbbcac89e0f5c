import { createDrain } from "../engine/create-drain.js";
import { GracefulError, toError } from "../errors.js";
import { isProbe } from "../health/is-probe.js";
import type { LifecycleEvents } from "../lifecycle.js";
import { follows, type Phase } from "../phase.js";
import type { Release } from "../plan.js";
import { releases as validateReleases } from "../planning/validate/releases.js";
import { runReleases } from "../release/run-releases.js";
import type { DrainOutcome, DrainReport, ReleaseResult } from "../report.js";
import { closeWebSockets } from "./close-web-sockets.js";
import { publish } from "./diagnostics.js";
import { createEmitter } from "./emitter.js";
import type { Beginning, LifecycleCore, LifecycleOptions } from "./lifecycle-core.js";
import { beginLine, cutLogger, endLine, releaseLine, suddenEndLine, unfoundLine } from "./log-lines.js";
import { makeReport } from "./make-report.js";
import { createTargets } from "./targets.js";

export function createLifecycle(options: LifecycleOptions): LifecycleCore {
  const { plan, logger, clock, activeResources, onBegin, lastReleases, exitCodeOf, onClosed } = options;
  const { budgetMs, lameDuckMs, drainMs, releaseMs } = plan.budget;
  let phase: Phase = { name: "serving" };
  let phaseSince = 0;
  const phases = { "lame-duck": 0, draining: 0, releasing: 0 };
  const targets = createTargets((server) => drain.add(server));
  const releases = new Map(plan.releases);
  const results: ReleaseResult[] = [];
  let hasReleased = false;
  /** A second signal: nobody waits for connections any longer... */
  const hurried = new AbortController();
  /** ...and for releases only as long as the budget had kept back for them. */
  const outOfPatience = new AbortController();
  const abandoned = new AbortController();
  let stopPatience = () => {};
  let forcedCode: number | undefined;
  let report: Promise<DrainReport> | undefined;
  let mayExit = false;
  let crashed = false;
  let onDrained: (outcome: DrainOutcome) => void;
  const drained = new Promise<DrainOutcome>((resolve) => {
    onDrained = resolve;
  });

  const emitter = createEmitter<LifecycleEvents>((event, error) => {
    logger.error(`A listener of "${event}" threw: ${toError(error).message}`);
  });
  emitter.on("cut", cutLogger(logger.warn));

  const drain = createDrain({
    ...plan.budget,
    whileDraining: plan.whileDraining,
    eventStreams: plan.eventStreams,
    closesWebSockets: plan.webSockets.length > 0 || plan.onDrain !== undefined,
    clock,
    admits: ({ url = "" }) => isProbe(url, plan.health),
    onCut(cut) {
      emitter.emit("cut", cut);
      publish("cut", cut);
    },
  });

  function enter(next: Phase): void {
    if (!follows(next, phase)) return;
    const now = clock.now();
    if (phase.name !== "serving" && phase.name !== "closed") phases[phase.name] = now - phaseSince;
    phaseSince = now;
    phase = next;
    emitter.emit("phase", next);
    publish("phase", next);
  }

  /** The story of a shutdown. */
  async function run(beginning: Beginning): Promise<DrainReport> {
    const { reason } = beginning;
    onBegin();
    const startedAt = new Date().toISOString();
    const beganAt = clock.now();
    const deadlineMs = beganAt + budgetMs;
    logger.info(beginLine(reason, drain.announce(), plan));
    for (const name of targets.withoutServer()) logger.warn(unfoundLine(name));

    if (lameDuckMs > 0) await beLameDuck(reason);
    const outcome = await runDrain(beginning);
    onDrained(outcome);

    enter({ name: "releasing", reason, deadlineMs });
    // The framework's own shutdown gets half of what is left at most: the rest is the releases'.
    await release(targets.closes(), (deadlineMs - clock.now()) / 2, (result) => {
      if (result.status === "failed") onRelease(result);
    });
    hasReleased = true;
    await release(releases, deadlineMs - clock.now(), onRelease);
    await release(lastReleases(releases), deadlineMs - clock.now(), onRelease);
    stopPatience();

    const finished = makeReport({
      reason,
      startedAt,
      durationMs: clock.now() - beganAt,
      crashed,
      forcedCode,
      drained: outcome,
      phases,
      budget: plan.budget,
      releases: results,
      resources: activeResources(),
      exitCodeOf: (own) => (mayExit ? exitCodeOf(own) : own),
    });
    targets.stop((name, stop) => void attempt(name, stop));
    enter({ name: "closed", report: finished });
    logger[finished.outcome === "clean" ? "info" : "warn"](endLine(finished));
    const told = emitter.emit("report", finished);
    publish("report", finished);
    onClosed(finished, { deadlineMs, mayExit, reported: told.length > 0 ? Promise.all(told) : undefined });
    return finished;
  }

  async function beLameDuck(reason: string): Promise<void> {
    enter({ name: "lame-duck", reason, untilMs: clock.now() + lameDuckMs });
    await new Promise<void>((resolve) => {
      const stop = clock.after(lameDuckMs, resolve);
      hurried.signal.addEventListener("abort", () => resolve(stop()), { once: true });
    });
  }

  function runDrain({ reason, interactive }: Beginning): Promise<DrainOutcome> {
    enter({ name: "draining", reason, deadlineMs: clock.now() + drainMs });
    const outcome = drain.drain(interactive ? { idleGraceMs: plan.interruptIdleGraceMs } : undefined);
    if (hurried.signal.aborted) drain.cut();
    const { onDrain, webSockets } = plan;
    closeWebSockets(webSockets, clock, plan.budget.upgradeGraceMs, attempt);
    if (onDrain) {
      void attempt("onDrain", onDrain).then(() => webSockets.length > 0 || drain.tellWebSockets());
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
      hurry: outOfPatience.signal,
      abandon: abandoned.signal,
    });
  }

  function onRelease(result: ReleaseResult): void {
    results.push(result);
    if (result.status === "failed") logger.error(releaseLine(result));
    emitter.emit("release", result);
  }

  function begin(beginning: Beginning): Promise<DrainReport> {
    // A signal that comes while the application closes the framework still means the process.
    if (!beginning.byFramework) mayExit = true;
    if (beginning.crashed) crashed = true;
    if (report) return report;
    let settle: (result: Promise<DrainReport>) => void = () => {};
    report = new Promise((resolve) => {
      settle = resolve;
    });
    // Only now: it calls listeners of the application, which may ask for the report.
    settle(run(beginning));
    return report;
  }

  function refuseLate(what: string): void {
    if (phase.name !== "releasing" && phase.name !== "closed") return;
    throw new GracefulError("LIFECYCLE_CLOSED", `${what} comes too late: this lifecycle is ${phase.name}`);
  }

  return {
    get phase() {
      return phase;
    },
    get listening() {
      return drain.listening;
    },
    signal: drain.signal,
    stats: drain.stats,
    hold: drain.hold,
    on: emitter.on,
    begin,
    release(name, release) {
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
        void begin({ reason: `${target.name} close`, byFramework: true });
        await drained;
      });
    },
    hurry(exitCode) {
      if (phase.name === "closed") return;
      forcedCode ??= exitCode;
      hurried.abort();
      if (phase.name === "draining") drain.cut();
      stopPatience();
      stopPatience = clock.after(releaseMs, () => outOfPatience.abort());
    },
    abandon(exitCode) {
      if (!report || phase.name === "closed") return;
      const undone = [...releases.keys()].filter((name) => !results.some((result) => result.name === name));
      logger.error(suddenEndLine(exitCode, drain.stats(), undone));
      abandoned.abort();
      if (!hasReleased) void release(releases, 0, () => {});
    },
  };
}
