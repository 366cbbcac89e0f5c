import { isServer } from "./adapter/is-server.js";
import type { Drain, DrainOptions } from "./drain.js";
import { createDrain as createEngine } from "./engine/create-drain.js";
import { refuse } from "./planning/validate/rule.js";

/**
 * Makes an engine for one drain. Give it servers with `add`, then call `drain()`.
 *
 * It recognises no platform and has no budget: its defaults are those of a plan with a budget of 9 s. It serves no
 * health probes.
 *
 * @throws `GracefulError` with the code `INVALID_OPTION` if an option is unknown or wrong; the message names the
 * option, what was expected and what was given
 */
export function createDrain(options?: DrainOptions): Drain {
  // The engine's own type has members for the lifecycle, such as a clock. They are not public.
  if (isServer(options) || typeof options === "function") {
    refuse("createDrain() takes options. Give it a server with createDrain().add(server)");
  }
  return createEngine(options);
}
