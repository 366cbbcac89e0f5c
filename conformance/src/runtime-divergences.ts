import type { Divergence } from "./contract-line.js";
import type { Runtime } from "./runtimes.js";

/** As of a framework: the named promise is expected to be broken on this runtime, and the test says when it is mended. */
export interface RuntimeDivergence extends Divergence {
  /** Of these targets alone; of all where it is left out. */
  readonly targets?: readonly string[];
}

/** What differs on each runtime. Also the data of docs/runtimes.md. */
export const runtimeDivergences: Readonly<Record<Runtime["name"], readonly RuntimeDivergence[]>> = {
  Node: [],
  Bun: [],
  Deno: [],
};
