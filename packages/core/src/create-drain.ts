import type { Drain, DrainOptions } from "./drain.js";
import { createDrain as createEngine } from "./engine/create-drain.js";

/**
 * Makes the engine alone, for one drain. Give it servers with `add`, then call `drain()`.
 *
 * It recognises no platform and has no budget: its defaults are those of a budget of 9 s without releases kept apart.
 * It serves no health probe.
 *
 * @throws `GracefulError` with the code `INVALID_OPTION` where an option is unknown or wrong, naming it, what was
 * expected and what was given
 */
export function createDrain(options?: DrainOptions): Drain {
  // What the lifecycle needs besides, a clock and the turn of the application's own WebSockets, is no part of these
  // types.
  return createEngine(options);
}
