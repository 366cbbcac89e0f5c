import { connectionFaults } from "./faults/connection-faults.js";
import { processFaults } from "./faults/process-faults.js";
import { protocolFaults } from "./faults/protocol-faults.js";
import { routeFaults } from "./faults/route-faults.js";
import type { Fault } from "./small-server.js";

/** The faults, by the id of the check that must notice each. */
export const FAULTS: Readonly<Record<string, Fault>> = {
  ...connectionFaults,
  ...processFaults,
  ...routeFaults,
  ...protocolFaults,
};
