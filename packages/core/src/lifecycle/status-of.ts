import type { Clock } from "../clock.js";
import type { Status } from "../format/format-status.js";
import type { LifecycleCore } from "./lifecycle-core.js";

/** What a lifecycle is waiting for. `undefined` while it serves, and when it is closed. */
export function statusOf(core: LifecycleCore, clock: Clock): Status | undefined {
  const { phase } = core;
  if (phase.name === "serving" || phase.name === "closed") return undefined;
  const untilMs = phase.name === "lame-duck" ? phase.untilMs : phase.deadlineMs;
  return {
    phase: phase.name,
    leftMs: Math.min(untilMs, core.cutoffMs) - clock.now(),
    stats: core.stats(),
    releases: [...core.pendingReleases],
  };
}
