import type { Wire } from "../../clients/wire.js";
import { describeWire } from "../../judge/describe-wire.js";
import { type Finding, failed, passed } from "../../judge/finding.js";
import { duration } from "../../judge/times.js";
import type { Measurement } from "../../scenario/measurement.js";

/** A connection that is closed after this share of the budget was closed by a deadline, and not because it was idle. */
const SHARE = 0.75;

/** Judges a connection with no request in flight: it has to be closed with a FIN, long before the budget is over. */
export async function endsInTime(run: Measurement, wire: Wire, cause: string): Promise<Finding> {
  const { how, at } = await wire.ended();
  const afterMs = at - run.server.signalledAt;
  const seen = describeWire(wire, run.server.signalledAt);
  if (how === "reset") return failed(seen, "the connection was reset instead of closed");
  const { lameDuckMs, budgetMs } = run.plan;
  if (afterMs > lameDuckMs + (budgetMs - lameDuckMs) * SHARE)
    return failed(`${seen} (the budget is ${duration(budgetMs)})`, cause);
  return passed(`closed after ${duration(afterMs)}`);
}
