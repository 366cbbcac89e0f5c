import type { Ending } from "./events.js";

const LONGEST = 2_000;

/** `it ended with code 1 before it was ready: Error: no DATABASE_URL` */
export function endingText({ code, signal, said }: Ending, wasReady: boolean): string {
  const when = wasReady ? "after it was ready" : "before it was ready";
  if (code === null && signal === null) return "it was not ready in time";
  const how = signal ? `it was ended by ${signal}` : `it ended with code ${code}`;
  return `${how} ${when}${said ? `: ${said.trim().slice(-LONGEST)}` : ""}`;
}
