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

/** What most likely ended the process, where that explains what was seen; `otherwise` where it went on. */
export function causeOfExit(run: ServerRun, otherwise?: string): Cause {
  return (records) => explainExit(run, records) ?? otherwise;
}

/** Why a request got no whole answer. */
export function causeOfLoss(run: ServerRun, wire: Wire): Cause {
  return (records) => explainLoss(run, wire, records);
}

function explainExit(run: ServerRun, records: readonly RunRecord[]): string | undefined {
  const { end } = run.process;
  const { signal } = run.plan;
  if (end === undefined || end.killed) return undefined;
  const isAtOnce = end.at - run.signalledAt < AT_ONCE_MS;
  const isWrapper = WRAPPERS.test(basename(run.plan.command[0] ?? ""));
  if (end.signal === signal || (isWrapper && end.code === 128 + run.signalNumber))
    return explainSignal(run, isAtOnce, records);
  if (end.code === 128 + run.signalNumber)
    return `the process ended with exit code ${end.code}, which stands for ${signal}: by its own choice, or as a shell tells it of its child`;
  if (end.code !== 0) return `the process ended with exit code ${end.code}: an error in its shutdown`;
  if (isAtOnce) return "the handler of the signal ends the process at once, whatever is under way";
  return undefined;
}

/** The exit is the same where nothing handles the signal, and where a handler cleans up and then raises it again. */
function explainSignal(
  { plan: { signal, command }, names }: ServerRun,
  isAtOnce: boolean,
  records: readonly RunRecord[],
): string {
  const raisedAgain = `${signal} is handled, and its handler raises it again when it is through: the process ends by it, and not with exit code 0`;
  if (!isAtOnce || records.some((record) => outlived(record, signal))) return raisedAgain;
  const program = basename(command[0] ?? "");
  if (WRAPPERS.test(program))
    return `${signal} ended \`${program}\`, not the server behind it: start the server itself`;
  const hadClients = records.some(({ clients, exit }) => exit !== undefined && clients.length > 0);
  if (hadClients || names.scenario !== "alone")
    return `nothing handles ${signal}: it ended the process at once`;
  return `${signal} ended the process at once: nothing handles it, or a handler that raises it again`;
}

/** Nothing but a handler keeps a process behind a signal that ends it. */
const outlived = ({ exit }: RunRecord, signal: NodeJS.Signals): boolean =>
  exit !== undefined && !exit.killed && exit.signal === signal && exit.afterMs >= AT_ONCE_MS;

function explainLoss(run: ServerRun, wire: Wire, records: readonly RunRecord[]): string | undefined {
  const { end } = wire;
  const processEnd = run.process.end;
  const isOfExit = processEnd !== undefined && (end === undefined || end.at > processEnd.at - TURN_MS);
  if (isOfExit && processEnd.killed) return "it never answered, and never closed the connection";
  const isOfSignal = processEnd?.signal === run.plan.signal;
  const wasHandled = isOfSignal && records.some((record) => outlived(record, run.plan.signal));
  const exit = explainExit(run, records);
  // Who handles the signal in other runs closed this connection on purpose.
  if (isOfExit && exit !== undefined && !wasHandled) return exit;
  return explainEnd(wire) ?? exit;
}

function explainEnd({ end, received }: Wire): string | undefined {
  if (end?.how === "reset")
    return received > 0
      ? "the connection was destroyed before its client had read, or sent, everything"
      : "the connection was destroyed with its request under way: closeAllConnections(), or destroy() on every socket";
  if (end?.how === "malformed")
    return "what came was no HTTP/1.1: bytes of two answers mixed, or a length that is wrong";
  if (end?.how === "fin")
    return received > 0
      ? "the answer was ended in the middle"
      : "the connection was closed as if it were idle, though its request was under way";
  return undefined;
}
