import { isMainThread } from "node:worker_threads";
import { systemClock } from "../clock.js";
import { GracefulError } from "../errors.js";
import { formatReport } from "../format/format-report.js";
import type { Logger } from "../logger.js";
import type { Release } from "../plan.js";
import type { ResolvedPlan } from "../planning/resolve-plan.js";
import type { Membership, ProcessMember } from "../process/process-member.js";
import { processRegistry } from "../process/registry.js";
import type { ShutdownReport } from "../report.js";
import type { Target } from "../target.js";
import type { LifecycleCore, LifecycleHost, LifeEnd } from "./lifecycle-core.js";
import { platformLine, WORKER_LINE } from "./log-lines.js";
import type { ProbeServing } from "./serve-probes.js";
import type { Startup } from "./startup.js";
import { statusOf } from "./status-of.js";

export interface HostedLife {
  readonly core: LifecycleCore;
  readonly startup: Startup;
  readonly probes: ProbeServing;
}

export interface ProcessHostOptions {
  readonly plan: ResolvedPlan;
  readonly logger: Logger;
  /** Whether the plan has `logger: false`: then nothing is shown in a terminal either. */
  readonly isSilent: boolean;
}

/**
 * The process as the host of one lifecycle. It passes signals and crashes to the lifecycle, and the progress of the
 * lifecycle to the process.
 */
export class ProcessHost implements LifecycleHost {
  readonly #options: ProcessHostOptions;
  readonly #registry = processRegistry();
  /** Apps and servers that belong to this lifecycle until it is closed. */
  readonly #attached: object[] = [];
  #joined: { readonly life: HostedLife; readonly membership: Membership; stopWaiting(): void } | undefined;

  constructor(options: ProcessHostOptions) {
    this.#options = options;
  }

  /** @throws `GracefulError` with the code `ALREADY_GRACEFUL` if the app has a lifecycle that is not closed */
  refuseAttached(target: Target): void {
    if (!this.#registry.attachedApps.has(identityOf(target))) return;
    throw new GracefulError(
      "ALREADY_GRACEFUL",
      `This ${target.name} has a lifecycle already: call graceful() once for it`,
    );
  }

  attach(target: Target): void {
    this.#registry.attachedApps.add(identityOf(target));
    this.#attached.push(identityOf(target));
  }

  /** From now on the lifecycle gets signals and crashes, and the process ends with it. `onServing` is called once. */
  join(life: HostedLife, onServing: () => void): void {
    const { plan, logger } = this.#options;
    if (plan.platform.recognised && ownsProcess(plan)) logger.info(platformLine(plan));
    if (!isMainThread && plan.signals.length > 0) logger.warn(WORKER_LINE);
    const membership = this.#registry.join(this.#memberOf(life));
    const stopWaiting = life.startup.onServing(() => {
      membership.ready();
      onServing();
    });
    this.#joined = { life, membership, stopWaiting };
    life.core.on("phase", ({ name }) => {
      stopWaiting();
      membership.stopping();
      if (name === "releasing") membership.drained();
    });
  }

  /** Its servers may have another lifecycle from now on; the process keeps this one until `leave`. */
  detach(): void {
    for (const app of this.#attached.splice(0)) this.#registry.attachedApps.delete(app);
    this.#joined?.stopWaiting();
    this.#joined?.life.probes.close();
  }

  /** Without a shutdown. */
  leave(): void {
    this.#joined?.membership.leave();
  }

  onShutdownStart(): void {
    this.#joined?.membership.stopping();
  }

  lastReleases(releases: ReadonlyMap<string, Release>): ReadonlyMap<string, Release> {
    return withUniqueNames(this.#joined?.membership.lastReleases() ?? [], releases);
  }

  exitCodeOf(code: number): number {
    return this.#options.plan.exit ? (this.#joined?.membership.exitCode(code) ?? code) : code;
  }

  onClosed(report: ShutdownReport, { deadlineMs, mayExit, reported }: LifeEnd): void {
    const { plan, isSilent } = this.#options;
    for (const app of this.#attached) this.#registry.attachedApps.delete(app);
    if (!plan.exit || !mayExit) this.#joined?.life.probes.close();
    const { exitCode } = report;
    const reportText = () => (isSilent ? undefined : formatReport(report));
    this.#joined?.membership.leave(mayExit ? { exitCode, deadlineMs, reported, reportText } : undefined);
  }

  #memberOf({ core }: HostedLife): ProcessMember {
    const { plan, logger, isSilent } = this.#options;
    const owns = ownsProcess(plan);
    return {
      ...logger,
      signals: signalsOf(plan),
      message: plan.message,
      exit: plan.exit,
      defersListeners: owns && plan.otherSignalListeners === "after",
      holdsExit: owns && plan.holdExit,
      settleMs: plan.settleMs,
      crash: plan.crash === "drain",
      startShutdown: (reason, how) => void core.startShutdown({ reason, ...how }),
      forceCut(why, exitCode) {
        logger.warn(`${why}: everything that is left is cut`);
        core.forceCut(exitCode, why);
      },
      processExiting: core.processExiting,
      // With `exit: false` we stay out of the terminal, too.
      ...(plan.exit && !isSilent && { status: () => statusOf(core, systemClock) }),
    };
  }
}

/** None in a worker thread, where no signal arrives. */
function signalsOf({ signals }: ResolvedPlan): readonly NodeJS.Signals[] {
  return isMainThread ? signals : [];
}

function ownsProcess(plan: ResolvedPlan): boolean {
  return plan.exit && signalsOf(plan).length > 0;
}

function identityOf(target: Target): object {
  return target.app ?? target;
}

/** Returns the steps as releases. A name that a release of the plan or another step already has gets a number. */
function withUniqueNames(
  steps: readonly (readonly [name: string, run: () => unknown])[],
  releases: ReadonlyMap<string, Release>,
): Map<string, Release> {
  const named = new Map<string, Release>();
  for (const [name, run] of steps) {
    let unique = name;
    for (let n = 2; named.has(unique) || releases.has(unique); n++) unique = `${name} (${n})`;
    named.set(unique, run);
  }
  return named;
}
