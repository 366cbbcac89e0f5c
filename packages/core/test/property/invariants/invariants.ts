import { counters } from "./counters.js";
import { deeds } from "./deeds.js";
import { engineState } from "./engine-state.js";
import type { Invariant } from "./invariant.js";
import { moments } from "./moments.js";

/** Everything that the engine promises of any story. */
export const invariants: readonly Invariant[] = [...deeds, ...moments, ...engineState, ...counters];
