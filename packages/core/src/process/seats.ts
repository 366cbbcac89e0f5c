import type { Interrupt } from "../format/format-status.js";
import { ignoreBrokenOutput } from "./broken-output.js";
import { type CrashTaker, listenToCrashes } from "./crashes.js";
import { endProcess } from "./end-process.js";
import { manage } from "./manage.js";
import type { Managed } from "./manager.js";
import { listenToSignals, type SignalTaker, signalsTaken } from "./signals.js";
import { createStatusLine, type Shown } from "./status-line.js";
import { onSuddenEnd } from "./sudden-end.js";

/** How one lifecycle takes part in the process: what it listens to, and whether the process ends after it. */
export interface Seat extends SignalTaker, CrashTaker, Shown {
  /** Wants the process to end when every lifecycle is done. Where it does not, process managers do not hear of it either. */
  readonly exit: boolean;
  begin(reason: string, how: { interactive?: boolean; crashed?: boolean; error?: Error }): void;
  warn(line: string): void;
  /** The process ends in the middle of its shutdown. */
  abandon(exitCode: number): void;
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
  /** Its report for people; nothing where it is to say nothing. */
  account(): string | undefined;
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
  /** Those whose shutdown is under way. */
  const stopping = new Set<Seat>();
  /** One that wants no exit and goes on serving holds nobody else's: it would hold it for ever. */
  const holdsExit = (seat: Seat) => seat.exit || stopping.has(seat);
  const management = manage(hearing(seats));
  const statusLine = createStatusLine(seats, () => nextInterrupt(seats));
  /** Why the process was told to end, once it was: what begins to live afterwards is told too. */
  let told: Parameters<Seat["begin"]> | undefined;
  let ending: Pick<Ending, "exitCode" | "deadlineMs"> | undefined;
  const accounts: Ending["account"][] = [];
  let callOff = () => {};
  let stopIgnoring: (() => void) | undefined;
  let stopSignals = () => {};
  let stopCrashes = () => {};
  let stopGuard: (() => void) | undefined;

  const guard = () => {
    stopGuard ??= onSuddenEnd((exitCode) => {
      for (const seat of stopping) if (seat.exit) seat.abandon(exitCode);
    });
  };
  const unguard = () => {
    stopGuard?.();
    stopGuard = undefined;
  };
  /** Somebody insisted: nothing more is begun. */
  const exitNow = (exitCode: number): never => {
    unguard();
    return process.exit(exitCode);
  };

  function leave(seat: Seat, its: Ending | undefined): void {
    if (!seats.delete(seat)) return;
    stopping.delete(seat);
    if (its && seat.exit) {
      ending = {
        exitCode: Math.max(ending?.exitCode ?? 0, its.exitCode),
        deadlineMs: Math.max(ending?.deadlineMs ?? 0, its.deadlineMs),
      };
      accounts.push(its.account);
    }
    management.leave(seat);
    // Those who stay and did not ask for it have their crashes end the process, as Node does.
    if (![...seats].some(({ crash }) => crash)) stopCrashes();
    if (![...stopping].some(({ exit }) => exit)) unguard();
    if ([...seats].some(holdsExit)) return;
    stopIgnoring?.();
    stopIgnoring = undefined;
    // A signal that comes while nobody listens kills: the next one listens before the last one stops.
    const stopBefore = stopSignals;
    stopSignals = listenToSignals(seats, exitNow);
    statusLine.end(accounts.splice(0), ending?.exitCode === 0);
    if (ending) {
      callOff = endProcess({ ...ending, signals: seat.signals }, (line) => seat.warn(line));
      management.ended();
    } else told = undefined;
    stopBefore();
  }

  function tell(seat: Seat, ...[reason, how]: Parameters<Seat["begin"]>): void {
    if (seat.exit) told ??= [reason, how];
    if (how.interactive && seat.status) statusLine.interrupted();
    seat.begin(reason, how);
  }

  return {
    claimed: new WeakSet(),
    sit(given) {
      const seat: Seat = { ...given, begin: (...why) => tell(given, ...why) };
      seats.add(seat);
      const stopBefore = [stopSignals, stopCrashes];
      stopSignals = listenToSignals(seats, exitNow);
      stopCrashes = listenToCrashes(seats, exitNow);
      // A new life in a process that was about to end.
      callOff();
      callOff = () => {};
      if (!told) ending = undefined;
      for (const stop of stopBefore) stop();
      const note = (progress: Parameters<typeof management.note>[1]) => {
        if (seat.exit) management.note(seat, progress);
      };
      note("starting");
      // It came too late for the signal, in a start-up that went on: it must not hold the process for good.
      if (told && seat.exit && seat.signals.length > 0) queueMicrotask(seat.begin.bind(seat, ...told));
      return {
        ready: () => note("serving"),
        stopping() {
          stopping.add(seat);
          stopIgnoring ??= ignoreBrokenOutput();
          if (seat.exit) guard();
          note("stopping");
          statusLine.begin();
        },
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

function nextInterrupt(seats: ReadonlySet<Seat>): Interrupt | undefined {
  const counts = [...seats].filter(({ signals }) => signals.includes("SIGINT")).map(signalsTaken);
  if (counts.length === 0) return undefined;
  const least = Math.min(...counts);
  return least === 0 ? "begin" : least === 1 ? "cut" : "exit";
}

export function table(): Table {
  const global = globalThis as { [KEY]?: Table };
  global[KEY] ??= createTable();
  return global[KEY];
}
