import { basename } from "node:path";
import type { Wire } from "../clients/wire.js";
import type { RunRecord } from "../report.js";
import type { ServerRun } from "../scenario/server-run.js";
import type { Cause } from "./finding.js";

const WRAPPERS = /^(npm|npx|yarn|pnpm|bun|sh|bash|dash|zsh|env|nodemon)$/;
/** An exit this soon was decided by the signal itself. */
const AT_ONCE_MS = 500;
/** Scenarios with nothing under way at the signal: a good handler may be through at once. */
const BARE: ReadonlySet<string> = new Set(["alone", "start"]);
/** Within one turn of this process the end of a connection and that of its server may be told in any order. */
const TURN_MS = 50;

/** What most likely ended the process, where that explains what was seen; else `otherwise`. */
export function causeOfExit(run: ServerRun, otherwise?: string): Exclude<Cause, string> {
  return (records) => {
    const { signal } = run.plan;
    // Who handles the signal did on purpose what was seen.
    if (wasRaisedAgain(run, records))
      return (
        otherwise ??
        `${signal} is handled, and its handler raises it again when it is through: the process ends by it, and not with exit code 0`
      );
    return explainExit(run, records) ?? otherwise;
  };
}

/** Why a request got no whole answer. */
export function causeOfLoss(run: ServerRun, wire: Wire): Cause {
  return (records) => {
    const { end } = wire;
    const processEnd = run.process.end;
    const isOfExit = processEnd !== undefined && (end === undefined || end.at > processEnd.at - TURN_MS);
    if (isOfExit && processEnd.killed) return "it never answered, and never closed the connection";
    if (wasRaisedAgain(run, records)) return explainEnd(wire);
    const exit = explainExit(run, records);
    return isOfExit && exit !== undefined ? exit : (explainEnd(wire) ?? exit);
  };
}

/**
 * The exit is the same where nothing handles the signal, and where a handler cleans up and then raises it again. But
 * nothing other than a handler keeps a process behind a signal that ends it, be it in another run.
 */
function wasRaisedAgain(run: ServerRun, records: readonly RunRecord[]): boolean {
  const { signal } = run.plan;
  const { end } = run.process;
  if (end === undefined || end.killed || end.signal !== signal) return false;
  return (
    end.at - run.signalledAt >= AT_ONCE_MS ||
    records.some(({ exit }) => exit?.signal === signal && !exit.killed && exit.afterMs >= AT_ONCE_MS)
  );
}

function explainExit(run: ServerRun, records: readonly RunRecord[]): string | undefined {
  const { end } = run.process;
  if (end === undefined || end.killed) return undefined;
  const { signal, command } = run.plan;
  const program = basename(command[0] ?? "");
  const isSignalCode = end.code === 128 + run.signalNumber;
  if (WRAPPERS.test(program) && (end.signal === signal || isSignalCode))
    return `${signal} ended \`${program}\`, not the server behind it: start the server itself`;
  if (end.signal === signal) {
    const isSure = [run.names, ...records].some(({ scenario }) => !BARE.has(scenario));
    return isSure
      ? `nothing handles ${signal}: it ended the process at once`
      : `${signal} ended the process at once: nothing handles it, or a handler that raises it again`;
  }
  if (isSignalCode)
    return `the process ended with exit code ${end.code}, which stands for ${signal}: by its own choice, or as a shell tells it of its child`;
  if (end.code !== 0) return `the process ended with exit code ${end.code}: an error in its shutdown`;
  return end.at - run.signalledAt < AT_ONCE_MS
    ? "the handler of the signal ends the process at once, whatever is under way"
    : undefined;
}

function explainEnd({ end, partial }: Wire): string | undefined {
  if (end?.how === "reset")
    return partial
      ? "the connection was destroyed before its client had read, or sent, everything"
      : "the connection was destroyed with its request under way: closeAllConnections(), or destroy() on every socket";
  if (end?.how === "malformed")
    return "what came was no HTTP/1.1: bytes of two answers mixed, or a length that is wrong";
  if (end?.how === "fin")
    return partial
      ? "the answer was ended in the middle"
      : "the connection was closed as if it were idle, though its request was under way";
  return undefined;
}
