import type { Answer, Wire } from "../clients/wire.js";
import type { Baseline } from "../scenario/preflight.js";
import type { ServerRun } from "../scenario/server-run.js";
import { describeWire } from "./describe-wire.js";
import { type Finding, failed, passed } from "./finding.js";
import { causeOfLoss } from "./likely-cause.js";

/** Judges a request that was sent completely: it needs the same answer as before any signal, and the whole of it. */
export function judgeAnswer(
  run: ServerRun,
  wire: Wire,
  { answer, baseline }: { answer: Answer | undefined; baseline: Baseline },
): Finding {
  if (answer === undefined) {
    wire.markLost();
    return failed(describeWire(wire, run.signalledAt), causeOfLoss(run, wire));
  }
  if (answer.status !== baseline.status) {
    const seen = `${describeWire(wire, run.signalledAt)} (before the signal: ${baseline.status})`;
    return failed(
      seen,
      answer.status === 503
        ? "it refuses requests that it has accepted"
        : "its answer depends on something that is closed too early",
    );
  }
  if (isCutShort(answer, baseline)) {
    const bodies = `body of ${answer.bodyBytes} B, before the signal ${baseline.bodyBytes} B`;
    const seen = `${describeWire(wire, run.signalledAt)} (${bodies})`;
    return failed(seen, "the answer was ended in the middle, and looks whole");
  }
  return passed();
}

/** A number in an answer may have some digits more or less. */
const VARIED_BYTES = 16;

function isCutShort({ bodyBytes, ending }: Answer, baseline: Baseline): boolean {
  const missing = baseline.bodyBytes - bodyBytes;
  return baseline.sameBytes && missing > 0 && (missing > VARIED_BYTES || !ending.endsWith(baseline.ending));
}

/** Whether the answer tells the client to send no further request on the connection. */
export function saysClose(answer: Answer): boolean {
  const connection = answer.headers.connection ?? "";
  if (/\bclose\b/i.test(connection)) return true;
  return answer.version === "1.0" && !/keep-alive/i.test(connection);
}
