import type { Interrupt } from "../format/format-status.js";
import { heldExitLine, otherListenersLine } from "../lifecycle/log-lines.js";
import { listenToCrashes } from "./crashes.js";
import { endProcess } from "./end-process.js";
import { type ExitHold, holdExits } from "./exit-hold.js";
import { type LateWork, watchLateWork } from "./late-work.js";
import { deferOtherListeners, type OtherListeners } from "./other-listeners.js";
import type { Ending, Place, Seat } from "./seat.js";
import { isOwnListener, listenToSignals, signalsTaken } from "./signals.js";
import { onSuddenEnd } from "./sudden-end.js";
import { manage } from "./supervisors/manage.js";
import type { Managed } from "./supervisors/manager.js";
import { ignoreBrokenOutput } from "./terminal/broken-output.js";
import { createStatusLine } from "./terminal/status-line.js";

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
  /** Of those, the ones whose drain is over, and the ones whose releases are. */
  const drained = new Set<Seat>();
  const released = new Set<Seat>();
  /** One that wants no exit and goes on serving holds nobody else's: it would hold it for ever. */
  const holdsEnd = (seat: Seat) => seat.exit || stopping.has(seat);
  const management = manage(hearing(seats));
  const statusLine = createStatusLine(seats, () => nextInterrupt(seats));
  /** Why the process was told to end, once it was: what begins to live afterwards is told too. */
  let told: Parameters<Seat["begin"]> | undefined;
  let ending: Ending | undefined;
  const accounts: Ending["account"][] = [];
  let callOff = () => {};
  let stopIgnoring: (() => void) | undefined;
  let stopSignals = () => {};
  let stopCrashes = () => {};
  let stopGuard: (() => void) | undefined;
  let others: OtherListeners | undefined;
  let hold: ExitHold | undefined;
  let lateWork: LateWork | undefined;

  const isDeferring = () => [...stopping].some((seat) => seat.defersListeners && !released.has(seat));
  const guard = () => {
    stopGuard ??= onSuddenEnd((exitCode) => {
      for (const seat of stopping) if (seat.exit) seat.abandon(exitCode);
    });
  };
  const unguard = () => {
    stopGuard?.();
    stopGuard = undefined;
  };
  const stopHolding = () => {
    hold?.stop();
    hold = undefined;
  };
  /** Somebody insisted: nothing more is begun. */
  const exitNow = (exitCode: number): never => {
    unguard();
    stopHolding();
    return process.exit(exitCode);
  };

  /** Somebody else wants the process to end: it does, when every lifecycle is closed. */
  function onHeldExit(what: string, caller: string | undefined): void {
    const [first] = [...stopping].filter((seat) => seat.holdsExit);
    first?.warn(heldExitLine(what, caller));
    for (const seat of [...seats]) if (seat.exit) seat.begin(what, {});
  }

  function leave(seat: Seat, its: Ending | undefined): void {
    if (!seats.delete(seat)) return;
    for (const group of [stopping, drained, released]) group.delete(seat);
    if (its && seat.exit) {
      ending = {
        ...its,
        exitCode: Math.max(ending?.exitCode ?? 0, its.exitCode),
        deadlineMs: Math.max(ending?.deadlineMs ?? 0, its.deadlineMs),
        reported: both(ending?.reported, its.reported),
      };
      accounts.push(its.account);
    }
    management.leave(seat);
    // Those who stay and did not ask for it have their crashes end the process, as Node does.
    if (![...seats].some(({ crash }) => crash)) stopCrashes();
    if (![...stopping].some(({ exit }) => exit)) unguard();
    if (![...seats].some(({ exit, signals }) => exit && signals.length > 0)) {
      others?.stop();
      others = undefined;
    }
    if ([...seats].some(holdsEnd)) {
      if (![...stopping].some((other) => other.holdsExit)) stopHolding();
      return;
    }
    stopIgnoring?.();
    stopIgnoring = undefined;
    // A signal that comes while nobody listens kills: the next one listens before the last one stops.
    const stopBefore = stopSignals;
    stopSignals = listenToSignals(seats, exitNow);
    statusLine.end(accounts.splice(0), ending?.exitCode === 0);
    if (ending) end(seat, ending);
    else {
      told = undefined;
      lateWork?.stop();
      stopHolding();
    }
    lateWork = undefined;
    stopBefore();
  }

  function end(last: Seat, { exitCode, deadlineMs, reported }: Ending): void {
    const held = hold;
    const stopEnding = endProcess(
      {
        exitCode,
        deadlineMs,
        settleMs: last.settleMs,
        signals: last.signals,
        reported,
        lateWork,
        isExitAsked: () => held?.isExitAsked === true,
        exit(code) {
          stopHolding();
          process.exit(code);
        },
      },
      (line) => last.warn(line),
    );
    callOff = () => {
      stopHolding();
      stopEnding();
    };
    // Until then the shutdown is not over.
    if (reported) void reported.then(stopHolding);
    else stopHolding();
    management.ended();
  }

  function tell(seat: Seat, ...[reason, how]: Parameters<Seat["begin"]>): void {
    if (seat.exit) told ??= [reason, how];
    if (how.interactive && seat.status) statusLine.interrupted();
    const isFirst = stopping.size === 0;
    seat.begin(reason, how);
    if (isFirst) tellOfOthers(seat, reason);
  }

  function tellOfOthers(seat: Seat, reason: string): void {
    const signal = seat.signals.find((name) => name === reason);
    const names = (signal && others?.names(signal)) ?? [];
    if (names.length > 0) seat.info(otherListenersLine(reason, names, isDeferring()));
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
      if (seat.exit && seat.signals.length > 0) {
        others ??= deferOtherListeners(isOwnListener, isDeferring);
        others.watch(seat.signals);
      }
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
          if (seat.exit) {
            guard();
            lateWork ??= watchLateWork();
          }
          if (seat.holdsExit) hold ??= holdExits((signal) => isSignalOf(stopping, signal), onHeldExit);
          note("stopping");
          statusLine.begin();
        },
        drained() {
          drained.add(seat);
          if (drained.size === stopping.size) lateWork?.drained();
        },
        lastReleases() {
          released.add(seat);
          return released.size === stopping.size ? (others?.release() ?? []) : [];
        },
        exitCode(own) {
          const code = Math.max(own, ending?.exitCode ?? 0);
          return code === 0 && seat.exit ? Number(process.exitCode ?? 0) : code;
        },
        leave: (its) => leave(seat, its),
      };
    },
  };
}

function both(one: Promise<unknown> | undefined, other: Promise<unknown> | undefined) {
  return one && other ? Promise.all([one, other]) : (one ?? other);
}

function isSignalOf(seats: ReadonlySet<Seat>, signal: string): boolean {
  return [...seats].some(({ signals }) => signals.some((name) => name === signal));
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
