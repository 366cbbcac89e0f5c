import { setTimeout as after } from "node:timers/promises";

/** What every app here answers, at once on `/` and after a while on `/slow/<ms>`. */
export const HELLO = "hello\n";

export const work = (ms) => after(Number(ms));

export function slowMs(url) {
  return url.startsWith("/slow/") ? url.slice("/slow/".length) : undefined;
}
