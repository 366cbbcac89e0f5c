import { requestTo } from "../clients/request.js";
import type { Check } from "./check-definition.js";
import { readLate } from "./parts/read-late.js";

/**
 * The client stops reading before the signal, and goes on when requests were held open for a while or the process is
 * gone.
 */
export const slowReader: Check = {
  id: "slow-reader",
  sentence: "A client that reads late gets every byte of its answer.",
  contract: [8],
  scenario: "requests",
  http1: true,
  async measure(run) {
    const largest = [...run.preflight.paths].sort((a, b) => b.bodyBytes - a.bodyBytes)[0] ?? run.ordinary;
    const wire = await run.open("a client that reads late", { paused: true });
    await wire.send(requestTo(largest.route, run.server.address.port).bytes);
    return readLate(run, wire, largest);
  },
};
