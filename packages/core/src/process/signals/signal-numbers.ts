import type * as os from "node:os";
import { requireBuiltin } from "../../support/require-builtin.js";

/** The number of each signal on this system. Its module is loaded at the first signal, not at every start. */
export function signalNumbers(): typeof os.constants.signals {
  return requireBuiltin<typeof os>("node:os").constants.signals;
}
