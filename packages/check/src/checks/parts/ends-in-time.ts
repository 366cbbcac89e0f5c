import type { Wire } from "../../clients/wire.js";
import { describeWire } from "../../judge/describe-wire.js";
import { type Finding, failed, passed } from "../../judge/finding.js";
import { duration } from "../../judge/times.js";
import type { Measurement } from "../../scenario/measurement.js";

/** Judges a connection with no request in flight: it has to be closed with a FIN, long before the budget is over. */
export async function endsInTime(run: Measurement, wire: Wire, cause: string): Promise<Finding> {
  const { how, at } = await wire.ended();
  const afterMs = at - run.server.signalledAt;
  const seen = describeWire(wire, run.server.signalledAt);
  if (how === "reset") return failed(seen, "the connection was reset instead of closed");
  if (afterMs > run.lateMs) return failed(`${seen} (the budget is ${duration(run.plan.budgetMs)})`, cause);
  return passed(`closed after ${duration(afterMs)}`);
}
