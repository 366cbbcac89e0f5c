import { basename } from "node:path";
import type { Wire } from "../clients/wire.js";
import { isScriptOfNode } from "../lint/files/command.js";
import type { RunRecord } from "../report.js";
import type { ServerRun } from "../scenario/server-run.js";
import type { Cause } from "./finding.js";
import { duration } from "./times.js";

const WRAPPERS = /^(npm|npx|yarn|pnpm|bun|corepack|node --run|sh|bash|dash|zsh|env|nodemon)$/;
/** If the process exits this soon, the signal itself ended it. */
const AT_ONCE_MS = 500;
/** Scenarios with nothing in flight at the signal: a correct handler may finish at once. */
const BARE: ReadonlySet<string> = new Set(["alone", "start"]);
/** The end of a connection and that of its server may be noticed in either order within this time. */
const TURN_MS = 50;

/**
 * What probably ended the process, if that explains the failure; else `otherwise`. What was lost at `lostAt` was not
 * lost by an exit that came later.
 */
export function causeOfExit(run: ServerRun, otherwise?: string, lostAt?: number): Exclude<Cause, string> {
  return (records) => {
    const { signal } = run.plan;
    const { end } = run.process;
    if (lostAt !== undefined && end !== undefined && end.at > lostAt + TURN_MS) return otherwise;
    // A server with a handler for the signal did not lose it by dying at once.
    if (wasRaisedAgain(run, records))
      return (
        otherwise ??
        `${signal} is handled, and its handler raises it again when it is done: ` +
          "the process ends by the signal, and not with exit code 0"
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
    if (!isOfExit) return explainEnd(wire) ?? exit;
    const afterMs = processEnd.at - run.signalledAt;
    const isOver = processEnd.code === 0 && afterMs >= AT_ONCE_MS;
    return exit ?? (isOver ? goneAfter(afterMs) : explainEnd(wire));
  };
}

const goneAfter = (ms: number) =>
  `the process is gone after ${duration(ms)}, or destroys every connection then, with requests under way: ` +
  "it waits for a time, and not for them";

/**
 * The exit looks the same if nothing handles the signal, and if a handler cleans up and raises the signal again. But
 * only a handler can keep the process alive for a while after the signal, in this run or another one.
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

/** For a command that has ended, while a server that it started goes on. */
export function causeInFront({ plan: { command, signal } }: ServerRun): string {
  const program = programOf(command);
  return WRAPPERS.test(program)
    ? endedInFront(signal, program)
    : `\`${program}\` ends at ${signal}, not the server that it started: pass the signal on`;
}

const endedInFront = (signal: string, program: string) =>
  `${signal} ended \`${program}\`, not the server behind it: start the server itself`;

const programOf = (command: readonly string[]) =>
  isScriptOfNode(command) ? "node --run" : basename(command[0] ?? "");

function explainExit(run: ServerRun, records: readonly RunRecord[]): string | undefined {
  const { end } = run.process;
  if (end === undefined || end.killed) return undefined;
  const { signal, command } = run.plan;
  const program = programOf(command);
  const isSignalCode = end.code === 128 + run.signalNumber;
  if (WRAPPERS.test(program) && (end.signal === signal || isSignalCode)) return endedInFront(signal, program);
  if (end.signal === signal) {
    if (records.some(({ exit }) => exit && !exit.killed && exit.signal !== signal))
      return (
        `${signal} ended the process at once, and in other runs it is handled: ` +
        "the server accepts connections before its handler is there"
      );
    const isSure = [run.names, ...records].some(({ scenario }) => !BARE.has(scenario));
    return isSure
      ? `nothing handles ${signal}: it ended the process at once`
      : `${signal} ended the process at once: nothing handles it, or a handler that raises it again`;
  }
  if (isSignalCode)
    return (
      `the process ended with exit code ${end.code}, which stands for ${signal}: ` +
      "it chose the code itself, or a shell reports the end of its child"
    );
  if (end.code === null) return `the process was ended by ${end.signal}: it crashed, or something killed it`;
  if (end.code !== 0) return `the process ended with exit code ${end.code}: an error in its shutdown`;
  // A server that waits for connections in another run has not ended at once here: they were destroyed.
  const isAtOnce = records.every(({ exit }) => exit === undefined || exit.afterMs < AT_ONCE_MS);
  return isAtOnce && end.at - run.signalledAt < AT_ONCE_MS
    ? "the process is gone at once: the handler of the signal ends it, or destroys every connection, " +
        "whatever is under way"
    : undefined;
}

function explainEnd({ end, partial }: Wire): string | undefined {
  if (end?.how === "reset")
    return partial
      ? "the connection was destroyed before its client had read, or sent, everything"
      : "the connection was destroyed with its request under way, as by Node's closeAllConnections()";
  if (end?.how === "malformed")
    return "what came was no HTTP/1.1: bytes of two answers mixed, or a length that is wrong";
  if (end?.how === "fin")
    return partial
      ? "the answer was ended in the middle"
      : "the connection was closed as if it were idle, though its request was under way";
  return undefined;
}
