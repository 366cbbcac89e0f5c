import type { Clock } from "../clock.js";
import type { Phase } from "../phase.js";
import type { ShutdownReport } from "../report.js";

/** The phase of a lifecycle, and how long each phase took. */
export interface PhaseTimer {
  readonly phase: Phase;
  /** Milliseconds in each phase that is over. */
  readonly durations: ShutdownReport["phases"];
  enter(next: Phase): void;
}

export function createPhaseTimer(clock: Clock, onPhase: (phase: Phase) => void): PhaseTimer {
  const durations = { "lame-duck": 0, draining: 0, releasing: 0 };
  let phase: Phase = { name: "serving" };
  let since = 0;
  return {
    get phase() {
      return phase;
    },
    durations,
    enter(next) {
      const now = clock.now();
      if (phase.name !== "serving" && phase.name !== "closed") durations[phase.name] = now - since;
      since = now;
      phase = next;
      onPhase(next);
    },
  };
}
