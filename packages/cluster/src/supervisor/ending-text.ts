import type { Ending } from "./events.js";

const LONGEST = 2_000;

/** `it ended with code 1 before it was ready: Error: no DATABASE_URL` */
export function endingText(ending: Ending, wasReady: boolean): string {
  return `it ${howEnded(ending, wasReady)}${lastOutput(ending)}`;
}

/** `ended with code 1 before it was ready` */
export function howEnded({ code, signal }: Ending, wasReady: boolean): string {
  if (code === null && signal === null) return wasReady ? "drains by itself" : "was not ready in time";
  const how = signal ? `was ended by ${signal}` : `ended with code ${code}`;
  return `${how} ${wasReady ? "after" : "before"} it was ready`;
}

/** `: Error: no DATABASE_URL`, or nothing. */
export function lastOutput({ said, code }: Ending): string {
  if (said) return `: ${said.trim().slice(-LONGEST)}`;
  // Node prints which one, where this process does not see it.
  return code === 9 ? ": an option of node is wrong, or there is no file that one names" : "";
}
