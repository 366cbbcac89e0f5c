import { systemClock } from "./clock.js";
import { toError } from "./errors.js";
import { createLifecycle } from "./lifecycle/create-lifecycle.js";
import { publishLifecycle } from "./lifecycle/diagnostics.js";
import { type HostedLife, ProcessHost } from "./lifecycle/process-host.js";
import { readSubject, type Subject, targetOf } from "./lifecycle/read-subject.js";
import { serveProbes } from "./lifecycle/serve-probes.js";
import { createStartup } from "./lifecycle/startup.js";
import type { Lifecycle } from "./lifecycle.js";
import { consoleLogger } from "./logger.js";
import type { ShutdownPlan } from "./plan.js";
import { recognisePlatform } from "./planning/platform.js";
import { type ResolvedPlan, resolvePlan } from "./planning/resolve-plan.js";
import { refuse } from "./planning/validate/rule.js";
import { activeResources } from "./process/exits/resources.js";
import { processRegistry } from "./process/registry.js";
import { noteDone } from "./process/signals/run-to-the-end.js";
import { safeLogger } from "./support/safe-logger.js";
import type { Server, Target } from "./target.js";

/**
 * Adds graceful shutdown to a server or an app. At a signal of the plan, or at `shutdown()`, every request that has
 * reached the server is answered, the releases run, and the process ends as soon as it can, after `budgetMs` at the
 * latest.
 *
 * Call it before or after the server listens. Connections that were open before are tracked from their next request on,
 * or from the end of the response in progress.
 *
 * With a plan alone it is for a process without a server, such as a consumer of a queue: work that must end before the
 * releases is a `hold`. Such a process is ready at once, unless the plan has `startup: "manual"`, and its probes need
 * `health.port`.
 *
 * It does not start the server and does not catch errors of handlers (see `crash`). With `signals: false` and
 * `exit: false` it does not touch the process.
 *
 * @param subject a bare server, or the target that an adapter makes of an app
 * @param plan every option may be left out
 * @throws `GracefulError`: `INVALID_TARGET`, `ALREADY_GRACEFUL` if this app or server has a lifecycle that is not
 * closed, `SERVER_CLOSED`, `INVALID_OPTION`. A failed call has no effect.
 */
export function graceful(subject: Target | Server, plan?: ShutdownPlan): Lifecycle;
export function graceful(plan: ShutdownPlan): Lifecycle;
export function graceful(subject: Target | Server | ShutdownPlan, planBeside?: ShutdownPlan): Lifecycle {
  return makeLife(readSubject(subject, planBeside)).lifecycle;
}

/**
 * The same for a program that does not call `graceful` itself. If it does so later, while this lifecycle serves, the
 * servers pass to the lifecycle of the program: `onOwned` is called, and this lifecycle does nothing any more.
 */
export function gracefulUntilOwned(server: Server, plan: ShutdownPlan, onOwned: () => void): Lifecycle {
  const { lifecycle, core, host } = makeLife(readSubject(server, plan));
  processRegistry().provisional.set(() => {
    if (core.phase.name !== "serving") return undefined;
    core.abandon();
    host.detach();
    publishLifecycle("abandoned", lifecycle);
    onOwned();
    return () => host.leave();
  });
  return lifecycle;
}

interface Life extends HostedLife {
  readonly lifecycle: Lifecycle;
  readonly host: ProcessHost;
}

function makeLife(given: Subject): Life {
  const plan = resolve(given);
  const logger = safeLogger(plan.logger ?? given.target?.logger ?? consoleLogger);
  const host = new ProcessHost({ plan, logger, isSilent: given.plan?.logger === false });
  const leaveProvisional = processRegistry().provisional.replace();
  if (given.target) host.refuseAttached(given.target);

  const core = createLifecycle({ plan, logger, clock: systemClock, activeResources, host });
  const startup = createStartup(plan.startup, core);
  const probes = serveProbes(plan, core, startup, logger);
  const attach = (target: Target) => {
    host.refuseAttached(target);
    core.attach(target, () => probes.attach(target));
    // Comes last, so that a target that was refused may be given again.
    host.attach(target);
    startup.update();
  };
  try {
    if (given.target) attach(given.target);
  } catch (error) {
    probes.close();
    throw error;
  }
  const life = { core, startup, probes };
  const lifecycle = lifecycleOf(life, attach);
  publishLifecycle("created", lifecycle);
  host.join(life, () => publishLifecycle("serving", lifecycle));
  // Only now: a signal without a listener kills the process.
  leaveProvisional?.();
  return { ...life, lifecycle, host };
}

function resolve({ target, plan }: Subject): ResolvedPlan {
  const platform = recognisePlatform(process.env, process.pid);
  if (target) return resolvePlan(plan, platform, process.platform);
  // Without a server there are no clients to move elsewhere, hence no lame duck.
  const resolved = resolvePlan(plan, { ...platform, lameDuckMs: 0 }, process.platform);
  if (resolved.health && resolved.health.port === undefined) {
    refuse(
      "Expected `health.port` with a plan alone: without a server there are no paths to serve health probes on",
    );
  }
  return resolved;
}

/** The public face of a lifecycle. */
function lifecycleOf({ core, startup, probes }: HostedLife, attach: (target: Target) => void): Lifecycle {
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
    on(event, listener) {
      if (event === "report") noteDone();
      return core.on(event, listener);
    },
    add(next) {
      attach(targetOf(next));
      return lifecycle;
    },
    addRelease(name, release) {
      core.addRelease(name, release);
      return lifecycle;
    },
    markStarted: startup.end,
    // Takes any value: `shutdown` is often passed as an event listener.
    shutdown(reason = "shutdown") {
      noteDone();
      return core.startShutdown({ reason: toError(reason).message });
    },
    async [Symbol.asyncDispose]() {
      await lifecycle.shutdown("dispose");
    },
  };
  return lifecycle;
}
