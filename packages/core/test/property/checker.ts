import type { Claim, Invariant } from "./invariants/invariant.js";
import type { World } from "./world/world.js";

/** Holds worlds to the invariants, and counts how often each of them was put to the test. */
export class Checker {
  readonly claims: Map<string, number>;

  constructor(private readonly invariants: readonly Invariant[]) {
    this.claims = new Map(invariants.map(({ name }) => [name, 0]));
  }

  /** For one story: call it at every moment, and in the end with `hasEnded`. */
  readonly look = (world: World, hasEnded = false): void => {
    const deeds = world.deeds.slice(world.judged);
    world.judged = world.deeds.length;
    for (const invariant of this.invariants) {
      const claim = this.#claimOf(invariant.name);
      if (invariant.at === "deed") for (const deed of deeds) invariant.check(deed, claim, world);
      else if (invariant.at === "moment" || hasEnded) invariant.check(world, claim);
    }
  };

  #claimOf(name: string): Claim {
    return (holds, detail) => {
      if (!holds) throw new Error(`Broken: ${name}: ${detail()}`);
      this.claims.set(name, (this.claims.get(name) ?? 0) + 1);
    };
  }
}
