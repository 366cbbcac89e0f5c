import type { Wire } from "../../clients/wire.js";
import { type Finding, tooBusy } from "../../judge/finding.js";
import { judgeAnswer } from "../../judge/judge-answer.js";
import { duration } from "../../judge/times.js";
import type { Baseline } from "../../scenario/baseline.js";
import type { Measurement } from "../../scenario/measurement.js";
import { pausedSince } from "../../scenario/own-lag.js";

/** A server that cuts a reader sooner than this cuts it on any machine. */
const FAIR_MS = 1_000;

/**
 * A paused client goes on reading when requests were held open for a while after the signal, or the process is gone.
 *
 * Sixteen megabytes are some 250 reads. If this process does not run for most of the time, they take ten seconds and
 * more, and a server whose deadline comes meanwhile is not at fault.
 */
export async function readLate(run: Measurement, wire: Wire, baseline: Baseline): Promise<Finding> {
  await run.signalled();
  await run.held();
  const resumedAt = performance.now();
  wire.resume();
  const answer = await wire.answer();
  const tookMs = performance.now() - resumedAt;
  const pausedMs = pausedSince(resumedAt);
  if (answer === undefined && tookMs > FAIR_MS && pausedMs > tookMs / 2)
    return tooBusy(`in ${duration(tookMs)} of reading, this process did not run for ${duration(pausedMs)}`);
  return judgeAnswer(run.server, wire, { answer, baseline });
}
