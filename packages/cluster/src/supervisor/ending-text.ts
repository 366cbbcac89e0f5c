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
export function lastOutput({ said }: Ending): string {
  return said ? `: ${said.trim().slice(-LONGEST)}` : "";
}
