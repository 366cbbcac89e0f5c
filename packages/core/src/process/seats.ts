import { type CrashTaker, listenToCrashes } from "./crashes.js";
import { endProcess } from "./end-process.js";
import { type Managed, manage } from "./managers.js";
import { listenToSignals, type SignalTaker } from "./signals.js";

/** How one lifecycle takes part in the process: what it listens to, and whether the process ends after it. */
export interface Seat extends SignalTaker, CrashTaker {
  /** Wants the process to end when every lifecycle is done. Where it does not, process managers do not hear of it either. */
  readonly exit: boolean;
  begin(reason: string, how: { interactive?: boolean; crashed?: boolean }): void;
  warn(line: string): void;
}

/** What a lifecycle tells the process. */
export interface Place {
  /** It serves. */
  ready(): void;
  /** Its shutdown is under way. May come again. */
  stopping(): void;
  /** It is closed. The process ends with the last one, if any of them asked for it. */
  leave(ending?: Ending): void;
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
  sit(seat: Seat): Place;
}

const KEY = Symbol.for("@x/graceful.table");

function createTable(): Table {
  const seats = new Set<Seat>();
  const management = manage(hearing(seats));
  let ending: Ending | undefined;
  let callOff = () => {};
  let stopSignals = () => {};
  let stopCrashes = () => {};

  function leave(seat: Seat, its: Ending | undefined): void {
    if (!seats.delete(seat)) return;
    if (its && seat.exit) {
      ending = {
        exitCode: Math.max(ending?.exitCode ?? 0, its.exitCode),
        deadlineMs: Math.max(ending?.deadlineMs ?? 0, its.deadlineMs),
      };
    }
    management.leave(seat);
    // Those who stay and did not ask for it have their crashes end the process, as Node does.
    if (![...seats].some(({ crash }) => crash)) stopCrashes();
    if (seats.size > 0) return;
    stopSignals();
    if (!ending) return;
    callOff = endProcess(ending, (line) => seat.warn(line));
    ending = undefined;
    management.ended();
  }

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
      const note = (progress: Parameters<typeof management.note>[1]) => {
        if (seat.exit) management.note(seat, progress);
      };
      note("starting");
      return {
        ready: () => note("serving"),
        stopping: () => note("stopping"),
        leave: (its) => leave(seat, its),
      };
    },
  };
}

/** The lifecycles as the managers of the process see them. */
function hearing(seats: ReadonlySet<Seat>): Managed {
  const those = () => [...seats].filter(({ exit }) => exit);
  return {
    begin(reason) {
      for (const seat of those()) seat.begin(reason, {});
    },
    warn(line) {
      those()[0]?.warn(line);
    },
  };
}

export function table(): Table {
  const global = globalThis as { [KEY]?: Table };
  global[KEY] ??= createTable();
  return global[KEY];
}
