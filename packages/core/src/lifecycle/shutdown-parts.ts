import type { Drain } from "../engine/drain.js";
import type { DrainResult } from "../report.js";
import type { Deferred } from "../support/deferred.js";
import type { Events } from "./create-events.js";
import type { Releases } from "./create-releases.js";
import type { Escalation } from "./escalation.js";
import type { LifecycleOptions } from "./lifecycle-core.js";
import type { PhaseTimer } from "./phase-timer.js";
import type { ShutdownCause } from "./shutdown-cause.js";
import type { Targets } from "./targets.js";

/** The parts of a shutdown. Each owns its state. */
export interface ShutdownParts extends LifecycleOptions {
  readonly drain: Drain;
  readonly targets: Targets;
  readonly releases: Releases;
  readonly escalation: Escalation;
  readonly timer: PhaseTimer;
  readonly emit: Events["emit"];
  /**
   * Calls the function of the application for `option`. What it throws is logged, and does not stop the shutdown.
   */
  readonly attempt: (option: string, call: () => unknown) => Promise<void>;
  readonly cause: Readonly<ShutdownCause>;
  /** Resolved when the drain is over: a framework's own close waits for it. */
  readonly drained: Deferred<DrainResult>;
}
