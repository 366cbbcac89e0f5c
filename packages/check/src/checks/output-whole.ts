import { requestTo } from "../clients/request.js";
import { type Finding, failed, notMeasured, passed } from "../judge/finding.js";
import type { Measurement } from "../scenario/measurement.js";
import type { Check } from "./check-definition.js";
import { askNow } from "./parts/ask.js";
import { HeldRequest } from "./parts/held-request.js";

const REQUESTS = 12;
/** With it, all that is logged exceeds the usual buffers of 4 and 8 kB: what is left in one at the end shows. */
const PADDING = "x".repeat(1_000);
const STREAMS = ["stdout", "stderr"] as const;
/** Lost output was in a buffer, and no usual one is smaller: a shorter last line was written without its end. */
const SMALLEST_BUFFER = 1_024;

/**
 * A server that logs its requests must have logged each one that it answered; they have an id in their query. If it
 * logs something else, its last line must be complete.
 */
export const outputWhole: Check = {
  id: "output-whole",
  sentence:
    "No output is lost: it has a line for every request, if requests are logged, and its last line is complete.",
  contract: [23],
  scenario: "requests",
  http1: true,
  async measure(run) {
    const { route } = run.ordinary;
    const marked = (id: string) => ({
      ...route,
      path: `${route.path}${route.path.includes("?") ? "&" : "?"}graceful-check=${id}&padding=${PADDING}`,
    });
    const ids = Array.from({ length: REQUESTS }, (_, i) => `r${run.server.names.run}-${i}-end`);
    for (const id of ids) await askNow(run, marked(id));
    const last = `r${run.server.names.run}-last-end`;
    const request = requestTo(marked(last), run.server.address.port);
    const held = await HeldRequest.open(run, "logged at the very end", {
      request,
      bytes: request.headBytes - 1,
    });
    const printsParts = STREAMS.some((stream) => !endsInLine(run, stream));
    await run.signalled();
    await run.held();
    // Of a request that was refused for its age nothing may be logged.
    const isAnswered = (await held.finish())?.status === run.ordinary.status;
    await run.exited();
    await run.server.process.outputRead;
    return judge(run, isAnswered ? [...ids, last] : ids, printsParts);
  },
};

function judge(run: Measurement, ids: readonly string[], printsParts: boolean): Finding {
  const { process } = run.server;
  if (process.end?.killed) return notMeasured("it never ended by itself");
  if (process.printedBytes === 0) return notMeasured("it printed nothing");
  const output = STREAMS.map((stream) => process.printed(stream)).join("\n");
  // Of much output only the end is kept: what comes before the first id that is left cannot be missed.
  const kept = process.droppedBytes > 0 ? ids.slice(ids.findIndex((id) => output.includes(id))) : ids;
  const missing = kept.filter((id) => !output.includes(id));
  if (missing.length > 0 && missing.length < kept.length)
    return failed(
      `${missing.length} of ${kept.length} answered requests are missing in its output: ${missing.join(", ")}`,
      "the logger writes later, and the process ended before: flush it before the exit, or do not call process.exit()",
    );
  const cut = STREAMS.find((stream) => !endsInLine(run, stream));
  if (cut !== undefined && !printsParts) {
    const line = process.printed(cut).split("\n").at(-1) ?? "";
    return failed(
      `${cut} ends in the middle of a line: ${JSON.stringify(line.slice(-120))}`,
      "the process ended while its output was on its way",
    );
  }
  return passed(missing.length === 0 ? `all ${kept.length} requests are in its output` : undefined);
}

function endsInLine(run: Measurement, stream: "stdout" | "stderr"): boolean {
  const text = run.server.process.printed(stream);
  return text.length < SMALLEST_BUFFER || text.endsWith("\n");
}
