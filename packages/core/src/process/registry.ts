import type { Interrupt } from "../format/format-status.js";
import { listenToCrashes } from "./exits/crashes.js";
import { endProcess } from "./exits/end-process.js";
import { type ExitHold, holdExits } from "./exits/exit-hold.js";
import { type LateWork, watchLateWork } from "./exits/late-work.js";
import { onSuddenEnd } from "./exits/sudden-end.js";
import { heldExitLine, otherListenersLine } from "./log-lines.js";
import type { MemberEnd, Membership, ProcessMember } from "./process-member.js";
import { deferOtherListeners, type OtherListeners } from "./signals/other-listeners.js";
import { isOwnListener, listenToSignals, signalsTaken } from "./signals/signals.js";
import { notifySupervisors } from "./supervisors/notify-supervisors.js";
import type { SupervisedProcess } from "./supervisors/supervisor.js";
import { ignoreBrokenOutput } from "./terminal/broken-output.js";
import { createStatusLine } from "./terminal/status-line.js";

/** Everything that the lifecycles of one process share, whichever copy of this package (ESM, CJS) they come from. */
interface ProcessRegistry {
  /** Apps and servers that have a lifecycle. */
  readonly attachedApps: WeakSet<object>;
  join(member: ProcessMember): Membership;
}

const KEY = Symbol.for("@x/graceful.process/1");

function createRegistry(): ProcessRegistry {
  const members = new Set<ProcessMember>();
  /** Those whose shutdown is under way. */
  const stopping = new Set<ProcessMember>();
  /** Of those, the ones whose drain is over, and the ones whose releases are. */
  const drained = new Set<ProcessMember>();
  const released = new Set<ProcessMember>();
  /** One that wants no exit and goes on serving holds nobody else's: it would hold it for ever. */
  const holdsEnd = (member: ProcessMember) => member.exit || stopping.has(member);
  const supervisors = notifySupervisors(hearing(members));
  const statusLine = createStatusLine(members, () => nextInterrupt(members));
  /** Why the process was told to end, once it was: what begins to live afterwards is told too. */
  let told: Parameters<ProcessMember["begin"]> | undefined;
  let ending: MemberEnd | undefined;
  const reportTexts: MemberEnd["reportText"][] = [];
  let callOff = () => {};
  let stopIgnoring: (() => void) | undefined;
  let stopSignals = () => {};
  let stopCrashes = () => {};
  let stopGuard: (() => void) | undefined;
  let others: OtherListeners | undefined;
  let hold: ExitHold | undefined;
  let lateWork: LateWork | undefined;

  const isDeferring = () => [...stopping].some((member) => member.defersListeners && !released.has(member));
  const guard = () => {
    stopGuard ??= onSuddenEnd((exitCode) => {
      for (const member of stopping) if (member.exit) member.processExiting(exitCode);
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
    const [first] = [...stopping].filter((member) => member.holdsExit);
    first?.warn(heldExitLine(what, caller));
    for (const member of [...members]) if (member.exit) member.begin(what, {});
  }

  function leave(member: ProcessMember, memberEnd: MemberEnd | undefined): void {
    if (!members.delete(member)) return;
    for (const group of [stopping, drained, released]) group.delete(member);
    if (memberEnd && member.exit) {
      ending = {
        ...memberEnd,
        exitCode: Math.max(ending?.exitCode ?? 0, memberEnd.exitCode),
        deadlineMs: Math.max(ending?.deadlineMs ?? 0, memberEnd.deadlineMs),
        reported: both(ending?.reported, memberEnd.reported),
      };
      reportTexts.push(memberEnd.reportText);
    }
    supervisors.leave(member);
    // Those who stay and did not ask for it have their crashes end the process, as Node does.
    if (![...members].some(({ crash }) => crash)) stopCrashes();
    if (![...stopping].some(({ exit }) => exit)) unguard();
    if (![...members].some(({ exit, signals }) => exit && signals.length > 0)) {
      others?.stop();
      others = undefined;
    }
    if ([...members].some(holdsEnd)) {
      if (![...stopping].some((other) => other.holdsExit)) stopHolding();
      return;
    }
    stopIgnoring?.();
    stopIgnoring = undefined;
    // A signal that comes while nobody listens kills: the next one listens before the last one stops.
    const stopBefore = stopSignals;
    stopSignals = listenToSignals(members, exitNow);
    statusLine.end(reportTexts.splice(0), ending?.exitCode === 0);
    if (ending) end(member, ending);
    else {
      told = undefined;
      lateWork?.stop();
      stopHolding();
    }
    lateWork = undefined;
    stopBefore();
  }

  function end(last: ProcessMember, { exitCode, deadlineMs, reported }: MemberEnd): void {
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
    supervisors.ended();
  }

  function tell(member: ProcessMember, ...[reason, how]: Parameters<ProcessMember["begin"]>): void {
    if (member.exit) told ??= [reason, how];
    if (how.interactive && member.status) statusLine.interrupted();
    const isFirst = stopping.size === 0;
    member.begin(reason, how);
    if (isFirst) tellOfOthers(member, reason);
  }

  function tellOfOthers(member: ProcessMember, reason: string): void {
    const signal = member.signals.find((name) => name === reason);
    const names = (signal && others?.names(signal)) ?? [];
    if (names.length > 0) member.info(otherListenersLine(reason, names, isDeferring()));
  }

  return {
    attachedApps: new WeakSet(),
    join(given) {
      const member: ProcessMember = { ...given, begin: (...why) => tell(given, ...why) };
      members.add(member);
      const stopBefore = [stopSignals, stopCrashes];
      stopSignals = listenToSignals(members, exitNow);
      stopCrashes = listenToCrashes(members, exitNow);
      // A new life in a process that was about to end.
      callOff();
      callOff = () => {};
      if (!told) ending = undefined;
      for (const stop of stopBefore) stop();
      if (member.exit && member.signals.length > 0) {
        others ??= deferOtherListeners(isOwnListener, isDeferring);
        others.watch(member.signals);
      }
      const note = (progress: Parameters<typeof supervisors.note>[1]) => {
        if (member.exit) supervisors.note(member, progress);
      };
      note("starting");
      // It came too late for the signal, in a start-up that went on: it must not hold the process for good.
      if (told && member.exit && member.signals.length > 0)
        queueMicrotask(member.begin.bind(member, ...told));
      return {
        ready: () => note("serving"),
        stopping() {
          stopping.add(member);
          stopIgnoring ??= ignoreBrokenOutput();
          if (member.exit) {
            guard();
            lateWork ??= watchLateWork();
          }
          if (member.holdsExit) hold ??= holdExits((signal) => isSignalOf(stopping, signal), onHeldExit);
          note("stopping");
          statusLine.begin();
        },
        drained() {
          drained.add(member);
          if (drained.size === stopping.size) lateWork?.drained();
        },
        lastReleases() {
          released.add(member);
          return released.size === stopping.size ? (others?.release() ?? []) : [];
        },
        exitCode(own) {
          const code = Math.max(own, ending?.exitCode ?? 0);
          return code === 0 && member.exit ? Number(process.exitCode ?? 0) : code;
        },
        leave: (memberEnd) => leave(member, memberEnd),
      };
    },
  };
}

function both(one: Promise<unknown> | undefined, other: Promise<unknown> | undefined) {
  return one && other ? Promise.all([one, other]) : (one ?? other);
}

function isSignalOf(members: ReadonlySet<ProcessMember>, signal: string): boolean {
  return [...members].some(({ signals }) => signals.some((name) => name === signal));
}
/** The lifecycles as the present of the process see them. */
function hearing(members: ReadonlySet<ProcessMember>): SupervisedProcess {
  const those = () => [...members].filter(({ exit }) => exit);
  return {
    begin(reason) {
      for (const member of those()) member.begin(reason, {});
    },
    warn(line) {
      those()[0]?.warn(line);
    },
  };
}

function nextInterrupt(members: ReadonlySet<ProcessMember>): Interrupt | undefined {
  const counts = [...members].filter(({ signals }) => signals.includes("SIGINT")).map(signalsTaken);
  if (counts.length === 0) return undefined;
  const least = Math.min(...counts);
  return least === 0 ? "begin" : least === 1 ? "cut" : "exit";
}

export function processRegistry(): ProcessRegistry {
  const global = globalThis as { [KEY]?: ProcessRegistry };
  global[KEY] ??= createRegistry();
  return global[KEY];
}
