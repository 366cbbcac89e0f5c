import type { Check } from "./check-definition.js";
import { endsInTime } from "./parts/ends-in-time.js";

/** Browsers open such connections in advance. */
export const unusedConnection: Check = {
  id: "unused-connection",
  sentence: "A connection that never sent a byte is closed with a FIN, and does not hold the process.",
  contract: [2],
  scenario: "idle",
  http1: true,
  async measure(run) {
    const wire = await run.open("never sent a byte");
    await run.signalled();
    return endsInTime(
      run,
      wire,
      "a connection that was never used holds the server: Node's closeIdleConnections() does not see it",
    );
  },
};
