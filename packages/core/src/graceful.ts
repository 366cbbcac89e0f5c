import { isMainThread } from "node:worker_threads";
import { invalidTarget } from "./adapter/invalid-target.js";
import { isServer, serverTarget } from "./adapter/server-target.js";
import { systemClock } from "./clock.js";
import { GracefulError, toError } from "./errors.js";
import { formatReport } from "./format/format-report.js";
import { createLifecycle } from "./lifecycle/create-lifecycle.js";
import { createStatus } from "./lifecycle/create-status.js";
import { publishLifecycle } from "./lifecycle/diagnostics.js";
import { platformLine, WORKER_LINE } from "./lifecycle/log-lines.js";
import { serveProbes } from "./lifecycle/serve-probes.js";
import { createStartup } from "./lifecycle/startup.js";
import type { Lifecycle } from "./lifecycle.js";
import { consoleLogger } from "./logger.js";
import type { Release, ShutdownPlan } from "./plan.js";
import { isPlan } from "./planning/is-plan.js";
import { recognisePlatform } from "./planning/platform.js";
import { type ResolvedPlan, resolvePlan } from "./planning/resolve-plan.js";
import { activeResources } from "./process/exits/resources.js";
import type { Membership, ProcessMember } from "./process/process-member.js";
import { processRegistry } from "./process/registry.js";
import { noteDone } from "./process/signals/run-to-the-end.js";
import { safeLogger } from "./support/safe-logger.js";
import type { Server, Target } from "./target.js";

/**
 * The whole job in one call. From here on `subject` is watched; at a signal of the plan, or at `shutdown()`, every request
 * that reached it is answered, the releases run, and the process ends: as soon as it can, at the latest after `budgetMs`.
 *
 * Call it before or after listening. Connections that were open before are adopted at their next request, or when the
 * response under way on them ends.
 *
 * Given a plan alone, it is the same for a process without a server, a consumer of a queue for instance: what must end before
 * the releases is a `hold`. It is ready at once, unless the plan says `startup: "manual"`, and its probes need `health.port`.
 *
 * It does not start the server, does not catch errors of handlers (see `crash`), and does not touch the process where the
 * plan says `signals: false` and `exit: false`.
 *
 * @param subject a bare server, or what an adapter makes of an app
 * @param plan every option may be left out
 * @throws `GracefulError`: `INVALID_TARGET`, `ALREADY_GRACEFUL` where this app or server has a lifecycle that is not closed,
 * `SERVER_CLOSED`, `INVALID_OPTION`. Nothing is left of the attempt then.
 */
export function graceful(subject: Target | Server, plan?: ShutdownPlan): Lifecycle;
export function graceful(plan: ShutdownPlan): Lifecycle;
export function graceful(subject: Target | Server | ShutdownPlan, planBeside?: ShutdownPlan): Lifecycle {
  const alone = planAlone(subject, planBeside);
  const target = alone ? undefined : targetOf(subject);
  const plan = alone ?? planBeside;
  const platform = recognisePlatform(process.env, process.pid);
  // Without a server nobody has to be kept from sending something new.
  const resolved = resolvePlan(plan, alone ? { ...platform, lameDuckMs: 0 } : platform, process.platform);
  if (alone) refuseProbesWithoutPort(resolved);
  const logger = safeLogger(resolved.logger ?? target?.logger ?? consoleLogger);
  const isSilent = plan?.logger === false;
  const registry = processRegistry();
  const { attachedApps } = registry;
  const owned: object[] = [];
  const refuseOwned = (next: Target) => {
    if (!attachedApps.has(next.app ?? next)) return;
    throw new GracefulError(
      "ALREADY_GRACEFUL",
      `This ${next.name} has a lifecycle already: call graceful() once for it`,
    );
  };
  if (target) refuseOwned(target);

  let membership: Membership | undefined;
  const core = createLifecycle({
    plan: resolved,
    logger,
    clock: systemClock,
    activeResources,
    onBegin: () => membership?.stopping(),
    lastReleases: (releases) => {
      const last = namedApart(membership?.lastReleases() ?? [], releases);
      for (const name of last.keys()) pending.expect(name);
      return last;
    },
    exitCodeOf: (own) => (resolved.exit ? (membership?.exitCode(own) ?? own) : own),
    onClosed(report, { deadlineMs, mayExit, reported }) {
      for (const app of owned) attachedApps.delete(app);
      if (!resolved.exit || !mayExit) probes.close();
      const { exitCode } = report;
      const reportText = () => (isSilent ? undefined : formatReport(report));
      membership?.leave(mayExit ? { exitCode, deadlineMs, reported, reportText } : undefined);
    },
  });
  const pending = createStatus(core, resolved, systemClock);
  const startup = createStartup(resolved.startup, core);
  const probes = serveProbes(resolved, core, startup, logger, systemClock);
  const attach = (next: Target) => {
    refuseOwned(next);
    core.attach(next, () => probes.attach(next));
    // Last of all: what was refused may be tried again.
    const app = next.app ?? next;
    attachedApps.add(app);
    owned.push(app);
    startup.update();
  };
  try {
    if (target) attach(target);
  } catch (error) {
    probes.close();
    throw error;
  }

  if (!isMainThread && resolved.signals.length > 0) logger.warn(WORKER_LINE);
  const signals = isMainThread ? resolved.signals : [];
  const ownsProcess = resolved.exit && signals.length > 0;
  const member: ProcessMember = {
    signals,
    message: resolved.message,
    exit: resolved.exit,
    defersListeners: ownsProcess && resolved.otherSignalListeners === "after",
    holdsExit: ownsProcess && resolved.holdExit,
    settleMs: resolved.settleMs,
    crash: resolved.crash === "drain",
    begin: (reason, how) => void core.startShutdown({ reason, ...how }),
    forceCut(why, exitCode) {
      logger.warn(`${why}: everything that is left is cut`);
      core.forceCut(exitCode, why);
      pending.forceCut();
    },
    processExiting: core.processExiting,
    info: logger.info,
    warn: logger.warn,
    error: logger.error,
    // Who leaves the process alone leaves the terminal alone.
    ...(resolved.exit && !isSilent && { status: pending.status }),
  };
  membership = registry.join(member);
  const { ready, stopping, drained } = membership;
  const lifecycle: Lifecycle = {
    get phase() {
      return core.phase;
    },
    signal: core.signal,
    get closed() {
      noteDone();
      return core.closed;
    },
    healthPort: probes.port,
    stats: core.stats,
    hold: core.hold,
    on: core.on,
    add(next) {
      attach(targetOf(next));
      return lifecycle;
    },
    addRelease(name, release) {
      core.addRelease(name, release);
      pending.expect(name);
      return lifecycle;
    },
    markStarted: startup.end,
    // Whatever it is: this is a listener of somebody's events as often as not.
    shutdown(reason = "shutdown") {
      noteDone();
      return core.startShutdown({ reason: toError(reason).message });
    },
    async [Symbol.asyncDispose]() {
      await lifecycle.shutdown("dispose");
    },
  };
  if (platform.recognised && ownsProcess) logger.info(platformLine(resolved));
  publishLifecycle("created", lifecycle);
  const stopWaiting = startup.onServing(() => {
    ready();
    publishLifecycle("serving", lifecycle);
  });
  core.on("phase", ({ name }) => {
    stopWaiting();
    stopping();
    if (name === "releasing") drained();
  });
  return lifecycle;
}

/** As releases whose names neither a release of the plan has, nor another of them. */
function namedApart(
  steps: readonly (readonly [name: string, run: () => unknown])[],
  releases: ReadonlyMap<string, Release>,
): Map<string, Release> {
  const named = new Map<string, Release>();
  for (const [name, run] of steps) {
    let own = name;
    for (let n = 2; named.has(own) || releases.has(own); n++) own = `${name} (${n})`;
    named.set(own, run);
  }
  return named;
}

/** The plan, where it is all that was given. */
function planAlone(subject: unknown, planBeside: ShutdownPlan | undefined): ShutdownPlan | undefined {
  const isAlone = planBeside === undefined && isPlan(subject) && !isServer(subject) && !isTarget(subject);
  return isAlone ? subject : undefined;
}

function refuseProbesWithoutPort({ health }: ResolvedPlan): void {
  if (!health || health.port !== undefined) return;
  throw new GracefulError(
    "INVALID_OPTION",
    "Expected `health.port` with a plan alone: without a server there are no paths to serve health probes on",
  );
}

function targetOf(subject: unknown): Target {
  if (isServer(subject)) return serverTarget(subject);
  if (isTarget(subject)) return subject;
  throw invalidTarget("a server of node:http, node:https, node:http2, node:tls or node:net", subject);
}

function isTarget(subject: unknown): subject is Target {
  const target = subject as Partial<Target> | null | undefined;
  return (
    typeof target?.name === "string" &&
    typeof target.servers === "function" &&
    typeof target.close === "function"
  );
}
