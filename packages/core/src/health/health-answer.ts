import type { ProbeAnswer } from "../target.js";
import type { CheckResult } from "./health-checks.js";

export interface Health {
  /** Why the answer is 503, in words that may be public; `undefined` where only the checks decide. */
  readonly reason?: string;
  readonly checks?: readonly CheckResult[];
}

/**
 * Health in the health check response format (draft-inadarei-api-health-check): 200 with the status `pass`, or 503 with
 * `fail`. Each check is listed with its name and duration, and with the reason of its failure if `exposeErrors` is set.
 */
export function healthAnswer({ reason, checks = [] }: Health, exposeErrors: boolean): ProbeAnswer {
  const isWell = reason === undefined && checks.every(({ error }) => !error);
  const body = JSON.stringify({
    status: isWell ? "pass" : "fail",
    output: reason,
    checks:
      checks.length > 0
        ? Object.fromEntries(checks.map((check) => [keyOf(check), [detail(check, exposeErrors)]]))
        : undefined,
  });
  return {
    status: isWell ? 200 : 503,
    headers: {
      "content-type": "application/health+json",
      "content-length": String(Buffer.byteLength(body)),
      "cache-control": "no-store",
    },
    body,
  };
}

/** The draft requires `component:measurement`. A name that contains a colon is used as it is. */
function keyOf({ name }: CheckResult): string {
  return name.includes(":") ? name : `${name}:responseTime`;
}

function detail({ durationMs, time, error }: CheckResult, exposeErrors: boolean): object {
  return {
    status: error ? "fail" : "pass",
    observedValue: Math.round(durationMs * 10) / 10,
    observedUnit: "ms",
    time,
    output: exposeErrors ? error?.message : undefined,
  };
}
