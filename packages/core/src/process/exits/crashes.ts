import { inspect } from "node:util";
import { toError } from "../../errors.js";

/** Whoever is told of crashes. */
export interface CrashHandler {
  /** Wants a crash to drain the process instead of ending it. */
  readonly crash: boolean;
  /** The first one. A shutdown that is under way already goes on, and is a failed one from now on. */
  startShutdown(reason: string, how: { crashed: true; error: Error }): void;
  /** The second one: cut everything now. */
  forceCut(why: string, exitCode: number): void;
  error(line: string): void;
}

type Origin = NodeJS.UncaughtExceptionOrigin;

const TITLE: Record<Origin, string> = {
  uncaughtException: "Uncaught exception",
  unhandledRejection: "Unhandled rejection",
};
const EXIT_CODE = 1;
/** Past this many, further ones are not logged: an interval that throws would fill the log until the deadline. */
const LOGGED = 10;
/** Past this many, the process goes at once: it may be throwing without ever giving the event loop a turn. */
const MAX_CRASHES = 100;

/**
 * Listens until the returned function is called; where nobody wants crashes drained, not at all. The first crash begins the
 * shutdown of every lifecycle, also of one without `crash`, since it would have ended them all. The second one cuts. Later
 * ones change nothing: the time of the releases is bounded by then.
 *
 * One event covers both kinds, and exactly what would have ended the process: a rejection comes here unless the
 * application listens to `unhandledRejection` itself, or Node was told to let it pass (`--unhandled-rejections=warn`).
 */
export function listenToCrashes(
  handlers: ReadonlySet<CrashHandler>,
  exitNow: (exitCode: number) => never,
): () => void {
  if (![...handlers].some(({ crash }) => crash)) return () => {};
  let crashes = 0;
  let count = 0;
  let sameTurn = false;

  const onCrash = (error: Error, origin: Origin) => {
    crashes++;
    if (crashes > MAX_CRASHES) exitNow(EXIT_CODE);
    const logger = [...handlers].find(({ crash }) => crash);
    if (crashes <= LOGGED) logger?.error(`${TITLE[origin]}: ${describe(error)}`);
    // A lost database rejects a hundred queries in one turn: that is one crash, and no reason to cut the other requests.
    if (sameTurn) return;
    sameTurn = true;
    setImmediate(() => {
      sameTurn = false;
    });
    count++;
    for (const handler of [...handlers]) {
      if (count === 1) handler.startShutdown(origin, { crashed: true, error: toError(error) });
      else if (count === 2) handler.forceCut(`${TITLE[origin]}, the second crash`, EXIT_CODE);
    }
  };
  process.on("uncaughtException", onCrash);
  return () => process.off("uncaughtException", onCrash);
}

/** As Node would have printed it, had it ended the process. Anything may have been thrown, also what cannot be printed. */
function describe(error: unknown): string {
  try {
    return inspect(error);
  } catch {
    return "something that cannot be printed was thrown";
  }
}
