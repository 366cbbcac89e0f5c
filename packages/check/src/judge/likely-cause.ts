import { basename } from "node:path";
import type { Wire } from "../clients/wire.js";
import type { ServerRun } from "../scenario/server-run.js";

const WRAPPERS = /^(npm|npx|yarn|pnpm|bun|sh|bash|dash|zsh|env|nodemon)$/;
/** An exit this soon was decided by the signal itself. */
const AT_ONCE_MS = 500;

/** What most likely ended the process, where that explains a loss; `undefined` where it went on. */
export function causeOfExit(run: ServerRun): string | undefined {
  const { end } = run.process;
  const { signal, command } = run.plan;
  if (end === undefined || end.killed) return undefined;
  const program = basename(command[0] ?? "");
  const bySignal = end.signal === signal || (end.code !== null && end.code === 128 + run.signalNumber);
  if (bySignal && WRAPPERS.test(program))
    return `${signal} ended \`${program}\`, not the server behind it: start the server itself`;
  if (bySignal && end.at - run.signalledAt < AT_ONCE_MS)
    return `nothing handles ${signal}: it ended the process at once`;
  if (bySignal) return `the process ended itself by ${signal} when its handler was through`;
  if (end.code !== 0) return `the process ended with exit code ${end.code}: an error in its shutdown`;
  if (end.at - run.signalledAt < AT_ONCE_MS)
    return "the handler of the signal ends the process at once, whatever is under way";
  return undefined;
}

/** Why a request got no whole answer. */
export function causeOfLoss(run: ServerRun, wire: Wire): string | undefined {
  const { end } = wire;
  const exit = causeOfExit(run);
  const processEnd = run.process.end;
  // Within one turn of this process both may be told: then the exit explains the connection.
  if (exit !== undefined && processEnd && end && end.at > processEnd.at - 50) return exit;
  if (processEnd?.killed && (!end || end.at >= processEnd.at - 50))
    return "it never answered, and never closed the connection";
  if (end?.how === "reset" && wire.received > 0)
    return "the connection was destroyed before its client had read, or sent, everything";
  if (end?.how === "reset")
    return "the connection was destroyed with its request under way: closeAllConnections(), or destroy() on every socket";
  if (end?.how === "malformed")
    return "what came was no HTTP/1.1: bytes of two answers mixed, or a length that is wrong";
  if (end?.how === "fin" && wire.received > 0) return "the answer was ended in the middle";
  if (end?.how === "fin")
    return "the connection was closed as if it were idle, though its request was under way";
  return exit;
}
