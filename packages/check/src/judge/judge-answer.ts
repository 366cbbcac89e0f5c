import type { Answer, Wire } from "../clients/wire.js";
import { type Baseline, type Content, isSame } from "../scenario/baseline.js";
import type { ServerRun } from "../scenario/server-run.js";
import { describeWire } from "./describe-wire.js";
import { type Finding, failed, otherContent, passed } from "./finding.js";
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
  return compareAnswer(run, describeWire(wire, run.signalledAt), { answer, baseline });
}

/** Judges a whole answer, which `seen` describes: it needs to be the same as before any signal. */
export function compareAnswer(
  run: ServerRun,
  seen: string,
  { answer, baseline }: { answer: Content; baseline: Baseline },
): Finding {
  if (answer.status !== baseline.status)
    return failed(
      `${seen} (before the signal: ${baseline.status})`,
      answer.status === 503
        ? "it refuses requests that it has accepted"
        : "its answer depends on something that is closed too early",
    );
  if (isCutShort(answer, baseline)) {
    const bodies = `body of ${answer.bodyBytes} B, before the signal ${baseline.bodyBytes} B`;
    return failed(`${seen} (${bodies})`, "the answer was ended in the middle, and looks whole");
  }
  if (!(answer.endedAt > run.signalledAt)) run.sawBeforeSignal(answer, baseline);
  const difference = run.contentVaries ? undefined : differenceOf(answer, baseline);
  if (difference !== undefined)
    return otherContent(
      { baseline, ageMs: answer.endedAt - run.process.startedAt },
      failed(
        `${seen} (${difference})`,
        "the answer is whole, but another one: what it depends on is closed too early, or it was mixed with another",
      ),
    );
  return passed();
}

const QUOTED = 24;

/** Where the body of an answer differs from that before any signal, if that was always the same. */
function differenceOf(answer: Content, { content }: Baseline): string | undefined {
  if (content === undefined || isSame(answer, content)) return undefined;
  const [now, before] = [answer.body, content.body];
  let at = 0;
  while (at < now.length && at < before.length && now[at] === before[at]) at += 1;
  const quoted = (body: Buffer) => JSON.stringify(body.toString("latin1", at, at + QUOTED));
  const isKept = at < now.length || now.length === answer.bodyBytes;
  const then = !isKept ? "another" : `${quoted(now)}, before the signal ${quoted(before)}`;
  return `after its first ${at} B the body is ${then}`;
}

/** A number in an answer may have some digits more or less. */
const VARIED_BYTES = 16;

function isCutShort({ bodyBytes, ending }: Content, baseline: Baseline): boolean {
  const missing = baseline.bodyBytes - bodyBytes;
  return baseline.sameBytes && missing > 0 && (missing > VARIED_BYTES || !ending.endsWith(baseline.ending));
}

/** Whether the answer tells the client to send no further request on the connection. */
export function saysClose(answer: Answer): boolean {
  const connection = answer.headers.connection ?? "";
  if (/\bclose\b/i.test(connection)) return true;
  return answer.version === "1.0" && !/keep-alive/i.test(connection);
}
