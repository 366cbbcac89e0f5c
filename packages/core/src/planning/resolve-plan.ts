import { type Logger, silentLogger } from "../logger.js";
import type { Check, CheckStep, HealthPlan, Release, ShutdownPlan, WebSocketServerLike } from "../plan.js";
import { type Budget, splitBudget } from "./budget.js";
import { DRAIN_DEFAULTS } from "./drain-defaults.js";
import type { Platform } from "./platform.js";
import { isReleaseStep } from "./release-kind.js";
import { validatePlan } from "./validate/validate-plan.js";

/**
 * A plan with its defaults filled in. It shares no object with the original plan, except those that belong to the
 * application.
 */
export interface ResolvedPlan {
  /** Empty if the plan has `false`. */
  readonly signals: readonly NodeJS.Signals[];
  /** Whether the IPC message `shutdown` begins the shutdown too. It does unless `signals` is `false`. */
  readonly message: boolean;
  readonly otherSignalListeners: "after" | "now";
  readonly holdExit: boolean;
  readonly settleMs: number;
  readonly budget: Budget;
  /** The platform that the budget comes from, for the log. */
  readonly platform: Platform;
  /** Replaces `budget.idleGraceMs` after Ctrl+C in a terminal, where an operator waits. */
  readonly interruptIdleGraceMs: number;
  readonly spreadMs: number;
  readonly whileDraining: "serve" | "refuse";
  readonly eventStreams: NonNullable<ShutdownPlan["eventStreams"]>;
  readonly health: ResolvedHealth | undefined;
  /** In the order given. */
  readonly releases: ReadonlyMap<string, Release>;
  readonly webSockets: readonly WebSocketServerLike[];
  readonly beforeDrain: ShutdownPlan["beforeDrain"];
  readonly onDrain: ShutdownPlan["onDrain"];
  readonly crash: "drain" | "off";
  readonly startup: "automatic" | "manual";
  readonly exit: boolean;
  /** `undefined`: the framework's own logger, else the console. Silent if the plan has `false`. */
  readonly logger: Logger | undefined;
}

/** Without a `port` the probes are served by the app itself. */
export interface ResolvedHealth extends HealthPlan {
  readonly checks: Readonly<Record<string, Required<CheckStep>>>;
  readonly cacheMs: number;
  readonly exposeErrors: boolean;
}

/**
 * Checks a plan and fills in its defaults. All defaults are here, except for those of the budget, which depend on one
 * another and on the platform. Throws a `GracefulError` with the code `INVALID_OPTION` if the plan is wrong.
 *
 * @param os `process.platform`: Windows has signals of its own.
 */
export function resolvePlan(
  plan: ShutdownPlan | undefined = {},
  platform: Platform,
  os: NodeJS.Platform,
): ResolvedPlan {
  validatePlan(plan);
  const { signals = os === "win32" ? WINDOWS_SIGNALS : SIGNALS, webSockets = [], logger } = plan;
  return {
    signals: signals === false ? [] : [...new Set(signals)],
    message: signals !== false,
    otherSignalListeners: plan.otherSignalListeners ?? "after",
    holdExit: plan.holdExit ?? true,
    settleMs: plan.settleMs ?? 500,
    budget: splitBudget(plan, platform),
    platform,
    interruptIdleGraceMs: plan.idleGraceMs ?? 0,
    spreadMs: plan.spreadMs ?? DRAIN_DEFAULTS.spreadMs,
    whileDraining: plan.whileDraining ?? DRAIN_DEFAULTS.whileDraining,
    eventStreams: plan.eventStreams ?? DRAIN_DEFAULTS.eventStreams,
    health: plan.health && resolveHealth(plan.health),
    releases: resolveReleases(plan.release ?? {}),
    webSockets: "clients" in webSockets ? [webSockets] : [...webSockets],
    beforeDrain: plan.beforeDrain,
    onDrain: plan.onDrain,
    crash: plan.crash ?? "off",
    startup: plan.startup ?? "automatic",
    exit: plan.exit ?? true,
    logger: logger === false ? silentLogger : logger,
  };
}

const SIGNALS: readonly NodeJS.Signals[] = ["SIGTERM", "SIGINT"];
/** Ctrl+Break, and the closing of the console window. */
const WINDOWS_SIGNALS: readonly NodeJS.Signals[] = [...SIGNALS, "SIGBREAK", "SIGHUP"];

function resolveHealth(health: HealthPlan): ResolvedHealth {
  const { live, ready, startup, port, host, checks = {}, cacheMs = 1_000, exposeErrors = false } = health;
  return { live, ready, startup, port, host, checks: resolveChecks(checks), cacheMs, exposeErrors };
}

function resolveChecks(
  checks: Readonly<Record<string, Check | CheckStep>>,
): Record<string, Required<CheckStep>> {
  const resolved = present(checks).map(([name, check]) => {
    const { run, timeoutMs = 1_000 }: CheckStep = typeof check === "function" ? { run: check } : check;
    return [name, { run, timeoutMs }] as const;
  });
  return Object.fromEntries(resolved);
}

function resolveReleases(releases: Readonly<Record<string, Release>>): Map<string, Release> {
  return new Map(present(releases).map(([name, release]) => [name, copyRelease(release)]));
}

/** Steps belong to the plan and are copied. Objects to close belong to the application. */
function copyRelease(release: Release): Release {
  if (!isReleaseStep(release)) return release;
  const { run, after = [], timeoutMs } = release;
  return { run, after: [...after], timeoutMs };
}

/** `undefined` counts as left out, as in `redis: url ? () => redis.quit() : undefined`. */
function present<T>(members: Readonly<Record<string, T | undefined>>): [string, T][] {
  return Object.entries(members).filter((entry): entry is [string, T] => entry[1] !== undefined);
}
