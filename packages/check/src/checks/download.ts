import { requestTo } from "../clients/request.js";
import { passed } from "../judge/finding.js";
import { untilHead } from "../scenario/preflight.js";
import type { Check } from "./check-definition.js";
import { given } from "./parts/given.js";
import { readLate } from "./parts/read-late.js";

/** An answer that fits into the buffers of both kernels has left the server before the signal. */
const BUFFERED_BYTES = 8 * 1024 * 1024;

export const download: Check = {
  id: "download",
  sentence: "A download in progress completes, also for a client that reads slowly.",
  contract: [4, 8],
  needs: { text: "--download GET:/big", isGiven: (plan) => plan.download !== undefined },
  scenario: "routes",
  http1: true,
  async measure(run) {
    const baseline = given(run.preflight.download);
    const wire = await run.open("a slow download");
    await wire.send(requestTo(baseline.route, run.server.address.port).bytes);
    await untilHead(wire);
    wire.pause();
    const judged = await readLate(run, wire, baseline);
    if (judged.outcome !== "passed" || baseline.bodyBytes > BUFFERED_BYTES) return judged;
    return passed(
      `${baseline.bodyBytes} B may have fitted into the buffers of the kernel: name a larger one, 16 MB`,
    );
  },
};
