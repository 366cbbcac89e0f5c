import { type CrashTaker, listenToCrashes } from "./crashes.js";
import { endProcess } from "./end-process.js";
import { listenToSignals, type SignalTaker } from "./signals.js";

/** How one lifecycle takes part in the process: what it listens to, and whether the process ends after it. */
export interface Seat extends SignalTaker, CrashTaker {
  /** Wants the process to end when every lifecycle is done. */
  readonly exit: boolean;
  begin(reason: string, how: { interactive?: boolean; crashed?: boolean }): void;
  warn(line: string): void;
}

/** How a lifecycle leaves: with the code and the moment (of `performance.now()`) by which the process must be gone. */
export interface Ending {
  exitCode: number;
  deadlineMs: number;
}

/** Everything that the lifecycles of one process share, whichever copy of this package (ESM, CJS) they come from. */
interface Table {
  /** Apps and servers that have a lifecycle. */
  readonly claimed: WeakSet<object>;
  /** Takes a seat. The function returned gives it back; the process ends with the last one, if any of them asked for it. */
  sit(seat: Seat): (ending?: Ending) => void;
}

const KEY = Symbol.for("@x/graceful.table");

function createTable(): Table {
  const seats = new Set<Seat>();
  let ending: Ending | undefined;
  let callOff = () => {};
  let stopSignals = () => {};
  let stopCrashes = () => {};
  return {
    claimed: new WeakSet(),
    sit(seat) {
      // A new life in a process that was about to end.
      callOff();
      stopSignals();
      stopCrashes();
      seats.add(seat);
      stopSignals = listenToSignals(seats);
      stopCrashes = listenToCrashes(seats);
      return (its) => {
        if (!seats.delete(seat)) return;
        if (its && seat.exit) {
          ending = {
            exitCode: Math.max(ending?.exitCode ?? 0, its.exitCode),
            deadlineMs: Math.max(ending?.deadlineMs ?? 0, its.deadlineMs),
          };
        }
        // Those who stay and did not ask for it have their crashes end the process, as Node does.
        if (![...seats].some(({ crash }) => crash)) stopCrashes();
        if (seats.size > 0) return;
        stopSignals();
        if (!ending) return;
        callOff = endProcess(ending, (line) => seat.warn(line));
        ending = undefined;
      };
    },
  };
}

export function table(): Table {
  const global = globalThis as { [KEY]?: Table };
  global[KEY] ??= createTable();
  return global[KEY];
}
