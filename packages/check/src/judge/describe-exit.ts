import type { RunRecord } from "../report.js";
import type { ProcessEnd } from "../scenario/server-process.js";
import { duration } from "./times.js";

/** `exit code 0 after 1.2 s`, or the signal that ended it. */
export function describeExit({ code, signal, at, killed }: ProcessEnd, signalledAt: number): string {
  const after = `after ${duration(at - signalledAt)}`;
  if (killed) return `still there ${after}, and killed by this tool`;
  return `${exitText({ code, signal, killed })} ${after}`;
}

/** `exit code 0`, or the signal that ended it. */
export function exitText({ code, signal, killed }: Omit<NonNullable<RunRecord["exit"]>, "afterMs">): string {
  if (killed) return "killed";
  return signal ? `ended by ${signal}` : `exit code ${code}`;
}
