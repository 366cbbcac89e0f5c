import type { ResolvedHealth } from "../planning/resolve-plan.js";
import type { Probe } from "../target.js";
import { healthAnswer } from "./health-answer.js";
import { createHealthChecks, type HealthChecksOptions } from "./health-checks.js";

export interface ServedProbe {
  readonly kind: "live" | "ready" | "startup";
  readonly path: string;
  readonly probe: Probe;
}

export interface ProbesOptions {
  health: ResolvedHealth;
  /** Called for every probe. `started` stays true during the shutdown. */
  state: () => { started: boolean; shuttingDown: boolean };
  /** Aborted when the shutdown begins. This cuts the checks in progress, so that no timer of theirs remains. */
  signal?: AbortSignal;
  clock: HealthChecksOptions["clock"];
  onCheck?: HealthChecksOptions["onChange"];
}

/**
 * The probes of a plan, at most one of each kind:
 *
 * - `live`: always 200. A failure would cause a restart in the middle of the shutdown.
 * - `ready`: 503 until start-up is over, and 503 from the first moment of the shutdown without running a check. In
 *   between the checks decide.
 * - `startup`: 503 until start-up is over, 200 from then on.
 */
export function createProbes({ health, state, signal, clock, onCheck }: ProbesOptions): ServedProbe[] {
  const { exposeErrors } = health;
  const checks = createHealthChecks({ ...health, clock, onChange: onCheck });
  signal?.addEventListener("abort", () => checks.cut(new Error(SHUTTING_DOWN)), { once: true });
  const starting = () => (state().started ? undefined : STARTING_UP);
  const unready = () => (state().shuttingDown ? SHUTTING_DOWN : starting());

  const probes: Record<ServedProbe["kind"], Probe> = {
    live: async () => healthAnswer({}, exposeErrors),
    async ready() {
      const results = unready() ? [] : await checks.results();
      // Read again: the shutdown may have begun while the checks ran.
      const reason = unready();
      return healthAnswer(reason ? { reason } : { checks: results }, exposeErrors);
    },
    startup: async () => healthAnswer({ reason: starting() }, exposeErrors),
  };
  return (["live", "ready", "startup"] as const).flatMap((kind) => {
    const path = health[kind];
    return path === undefined ? [] : [{ kind, path, probe: probes[kind] }];
  });
}

const STARTING_UP = "starting up";
const SHUTTING_DOWN = "shutting down";
