import type { DeedRecord } from "../world/peer.js";
import type { World } from "../world/world.js";

/** Says of one thing whether it is as promised; each call is one time that the invariant was put to the test. */
export type Claim = (holds: boolean, detail: () => string) => void;

/**
 * A promise of the engine: of every moment at which everything has settled, of everything it does, or of the end of a
 * drain.
 */
export type Invariant = { readonly name: string } & (
  | { readonly at: "moment" | "end"; check(world: World, claim: Claim): void }
  | { readonly at: "deed"; check(deed: DeedRecord, claim: Claim, world: World): void }
);
