import { count } from "../format/count.js";
import { printable } from "../format/printable.js";

const LONGEST_LISTENERS = 1_000;
const LONGEST_CALLER = 200;

/** `2 other listeners of SIGTERM will wait until the drain is over: cleanup at main.js:12:9, ...` */
export function otherListenersLine(signal: string, names: readonly string[], wait: boolean): string {
  const when = wait ? "wait until the drain is over" : "run at once";
  const listeners = `${count(names.length, "other listener")} of ${signal}`;
  return `${listeners} will ${when}: ${printable(names.join(", "), LONGEST_LISTENERS)}`;
}

/** `process.exit(0) waits until the shutdown is over: called at otel.js:8:5` */
export function heldExitLine(what: string, caller: string | undefined): string {
  return `${what} waits until the shutdown is over${calledAt(caller)}`;
}

/** `The listener of SIGTERM was removed, and is added again: called at setup.js:3:9` */
export function removedListenerLine(event: string, caller: string | undefined): string {
  return `The listener of ${event} was removed, and is added again${calledAt(caller)}`;
}

function calledAt(caller: string | undefined): string {
  return caller ? `: called at ${printable(caller, LONGEST_CALLER)}` : "";
}

/** `The exit code is 7 instead of 0: it was set after the report` */
export function otherExitCodeLine(exitCode: number, reported: number): string {
  return `The exit code is ${exitCode} instead of ${reported}: it was set after the report`;
}

/** `SIGTERM after the shutdown: the process is ended now, with exit code 143` */
export function anotherSignalLine(signal: string, exitCode: number): string {
  return `${signal} after the shutdown: the process is ended now, with exit code ${exitCode}`;
}
