import type * as util from "node:util";
import { printed, toError } from "../../errors.js";
import { requireBuiltin } from "../../support/require-builtin.js";
import { type KeepOptions, keepListening } from "../signals/keep-listening.js";

export interface CrashHandler {
  /** Whether a crash drains the process instead of ending it. */
  readonly crash: boolean;
  /** Called at the first crash. A shutdown in progress goes on, and counts as failed. */
  startShutdown(reason: string, how: { crashed: true; error: Error }): void;
  /** Called at the second crash: cut everything now. */
  forceCut(why: string, exitCode: number): void;
  error(line: string): void;
}

type Origin = NodeJS.UncaughtExceptionOrigin;

const TITLE: Record<Origin, string> = {
  uncaughtException: "Uncaught exception",
  unhandledRejection: "Unhandled rejection",
};
const EXIT_CODE = 1;
/** Further crashes are not logged: an interval that throws would fill the log until the deadline. */
const LOGGED = 10;
/** After this many crashes the process is ended: it may throw without ever returning to the event loop. */
const MAX_CRASHES = 100;

/**
 * Listens until the returned function is called; does nothing if no handler has `crash`. The first crash starts the
 * shutdown of every lifecycle, also of one without `crash`, since it would have ended them all. The second one cuts.
 * Later ones change nothing: the releases have a bound by then.
 *
 * One event covers both kinds, and exactly what would have ended the process. A rejection causes it unless the
 * application listens to `unhandledRejection` itself, or Node was started with `--unhandled-rejections=warn`. Bun does
 * not emit it for a rejection, and ends the process.
 */
export function listenToCrashes(
  handlers: ReadonlySet<CrashHandler>,
  exitNow: (exitCode: number) => never,
  onRemoved: KeepOptions["onRemoved"],
): () => void {
  if (![...handlers].some(({ crash }) => crash)) return () => {};
  let crashes = 0;
  /** How many turns of the event loop had a crash. */
  let turns = 0;
  let sameTurn = false;

  const onCrash = (error: Error, origin: Origin) => {
    crashes++;
    if (crashes > MAX_CRASHES) exitNow(EXIT_CODE);
    const logger = [...handlers].find(({ crash }) => crash);
    const { inspect } = requireBuiltin<typeof util>("node:util");
    if (crashes <= LOGGED) logger?.error(`${TITLE[origin]}: ${printed(error, inspect)}`);
    // A lost database rejects a hundred queries in one turn: that counts as one crash, and must not cut other requests.
    if (sameTurn) return;
    sameTurn = true;
    setImmediate(() => {
      sameTurn = false;
    });
    turns++;
    for (const handler of [...handlers]) {
      if (turns === 1) handler.startShutdown(origin, { crashed: true, error: toError(error) });
      else if (turns === 2) handler.forceCut(`${TITLE[origin]}, the second crash`, EXIT_CODE);
    }
  };
  const onRejection = (error: Error) => {
    if (process.listenerCount("unhandledRejection") === 1) onCrash(error, "unhandledRejection");
  };
  if ("Bun" in globalThis) process.on("unhandledRejection", onRejection);
  const stop = keepListening("uncaughtException", onCrash, { onRemoved });
  return () => {
    stop();
    process.off("unhandledRejection", onRejection);
  };
}
