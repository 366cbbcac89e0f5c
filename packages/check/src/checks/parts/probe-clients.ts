import { setTimeout as sleep } from "node:timers/promises";
import { requestTo } from "../../clients/request.js";
import type { Wire } from "../../clients/wire.js";
import { withTimes } from "../../judge/times.js";
import type { Measurement } from "../../scenario/measurement.js";
import { openAnchor } from "./anchor.js";

/** The answer to a probe: a status, `refused`, or `closed` if its connection was gone. */
interface ProbeAnswer {
  readonly text: number | "refused" | "closed";
  readonly at: number;
}

/** The answers to a probe after the signal. */
export interface ProbeAnswers {
  readonly statuses: readonly number[];
  /** All, with their times. */
  readonly seen: string;
}

const PROBES = 8;
const EVERY_MS = 100;

/**
 * Requests a probe repeatedly after the signal, over connections that were open before and over new ones, as long as
 * the server accepts them. A request in flight keeps it from ending meanwhile.
 */
export async function askProbe(run: Measurement, path: string): Promise<ProbeAnswers> {
  const anchor = await openAnchor(run);
  const request = requestTo({ method: "GET", path }, run.server.address.port).bytes;
  const spare = await Promise.all(
    Array.from({ length: PROBES }, (_, i) => run.open(`probe ${i + 1} of ${path}`)),
  );
  await run.signalled();
  const answers: ProbeAnswer[] = [];
  // After half of the lame duck the server must have reacted. Without a lame duck it closes its listener when it
  // reacts.
  if (run.plan.lameDuckMs > 0) await sleep(run.plan.lameDuckMs / 2);
  else await run.noticed();
  for (const wire of spare) {
    answers.push(await ask(wire, request), await ask(await run.connect(`new probe of ${path}`), request));
    if (run.server.process.end) break;
    await sleep(EVERY_MS);
  }
  await anchor.ended();
  return {
    statuses: answers.flatMap(({ text }) => (typeof text === "number" ? [text] : [])),
    seen: `GET ${path}: ${withTimes(answers, run.server.signalledAt)}`,
  };
}

async function ask(wire: Wire | string, request: Buffer): Promise<ProbeAnswer> {
  const at = performance.now();
  if (typeof wire === "string") return { text: "refused", at };
  if (!(await wire.send(request))) return { text: "closed", at };
  const answer = await wire.answer();
  if (wire.received > 0) wire.leave();
  return { text: answer?.status ?? "closed", at };
}
