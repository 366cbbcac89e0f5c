import { ask } from "../../clients/request.js";
import type { Wire } from "../../clients/wire.js";
import type { Baseline } from "../../scenario/baseline.js";
import type { Measurement } from "../../scenario/measurement.js";

/** A connection on which one request was answered before the signal. It has been idle since. */
export async function openIdle(run: Measurement, label: string): Promise<Wire> {
  const wire = await run.open(label);
  await ask(wire, run.ordinary.route, run.server.address.port);
  return wire;
}

/** The answer that a request gets in this run before the signal. */
export async function askNow(run: Measurement, route: Baseline["route"]): Promise<Baseline | undefined> {
  const wire = await run.open("before the signal");
  const answer = await ask(wire, route, run.server.address.port);
  wire.leave();
  if (answer === undefined) return undefined;
  // One answer does not tell what varies.
  const { content: _, ...ordinary } = run.ordinary;
  return { ...ordinary, route, status: answer.status, bodyBytes: answer.bodyBytes, sameBytes: false };
}
