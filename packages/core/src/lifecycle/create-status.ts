import type { Clock } from "../clock.js";
import type { Status } from "../format/format-status.js";
import type { ResolvedPlan } from "../planning/resolve-plan.js";
import type { LifecycleCore } from "./lifecycle-core.js";

export interface StatusSource {
  /** Returns `undefined` while the lifecycle serves, and when it is closed. */
  status(): Status | undefined;
  /** Everything is cut: only the time that is reserved for the releases is left. */
  forceCut(): void;
}

/** What a lifecycle is waiting for. */
export function createStatus(core: LifecycleCore, plan: ResolvedPlan, clock: Clock): StatusSource {
  let cutoffMs = Number.POSITIVE_INFINITY;
  return {
    forceCut() {
      cutoffMs = clock.now() + plan.budget.releaseMs;
    },
    status() {
      const { phase } = core;
      if (phase.name === "serving" || phase.name === "closed") return undefined;
      const untilMs = phase.name === "lame-duck" ? phase.untilMs : phase.deadlineMs;
      return {
        phase: phase.name,
        leftMs: Math.min(untilMs, cutoffMs) - clock.now(),
        stats: core.stats(),
        releases: [...core.pendingReleases],
      };
    },
  };
}
