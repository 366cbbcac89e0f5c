import { notMeasured } from "../judge/finding.js";
import type { Check } from "./check-definition.js";
import { openIdle } from "./parts/ask.js";
import { endsInTime } from "./parts/ends-in-time.js";

export const idleClosed: Check = {
  id: "idle-closed",
  sentence: "An idle keep-alive connection is closed with a FIN, and does not hold the process.",
  contract: [1],
  scenario: "idle",
  http1: true,
  async measure(run) {
    if (!run.ordinary.keepsAlive) return notMeasured("the server closes each connection after one answer");
    const wire = await openIdle(run, "idle since its last answer");
    await run.signalled();
    return endsInTime(run, wire, "an idle keep-alive connection holds the server: it is never closed");
  },
};
