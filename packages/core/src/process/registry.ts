import type { Interrupt } from "../format/format-status.js";
import { sharedByCopies } from "../support/shared-by-copies.js";
import { endProcess } from "./exits/end-process.js";
import { ExitGuard } from "./exits/exit-guard.js";
import type { ExitHoldOptions } from "./exits/exit-hold.js";
import { listenToCrashes } from "./exits/listen-to-crashes.js";
import { heldExitLine, otherListenersLine, removedListenerLine } from "./log-lines.js";
import type { MemberEnd, Membership, ProcessMember } from "./process-member.js";
import { ProvisionalLifecycle } from "./provisional-lifecycle.js";
import { isOwnListener } from "./signals/keep-listening.js";
import { deferOtherListeners, type OtherListeners } from "./signals/other-listeners.js";
import { listenToSignals, signalsReceived } from "./signals/signals.js";
import { notifySupervisors, type Progress } from "./supervisors/notify-supervisors.js";
import { createStatusLine } from "./terminal/status-line.js";

type Trigger = Parameters<ProcessMember["startShutdown"]>;

/** Everything that the lifecycles of one process share, whichever copy of this package they come from. */
class ProcessRegistry {
  /** Apps and servers that have a lifecycle. */
  readonly attachedApps = new WeakSet<object>();
  readonly provisional = new ProvisionalLifecycle();
  readonly #members = new Set<ProcessMember>();
  /**
   * The members that are shutting down; among them those whose drain is over, and those whose releases are over.
   */
  readonly #stopping = new Set<ProcessMember>();
  readonly #drained = new Set<ProcessMember>();
  readonly #released = new Set<ProcessMember>();
  readonly #guard = new ExitGuard(this.#stopping, (...held) => this.#onHeldExit(...held));
  readonly #supervisors = notifySupervisors({
    startShutdown: (reason) => this.#startExiting(reason),
    warn: (line) => [...this.#members].find(({ exit }) => exit)?.warn(line),
  });
  readonly #statusLine = createStatusLine(this.#members, () => nextInterrupt(this.#members));
  /** Why the process is to end, if it is. A lifecycle that joins later is then shut down too. */
  #trigger: Trigger | undefined;
  #pendingEnd: MemberEnd | undefined;
  /** The last member to be closed, while the process ends: it logs what comes after that. */
  #lastMember: ProcessMember | undefined;
  readonly #reportTexts: MemberEnd["reportText"][] = [];
  #otherListeners: OtherListeners | undefined;
  /** Whether a signal listener of the application was called in this shutdown, and may not be done. */
  #mayStillRun = false;
  #cancelEnd = () => {};
  #stopSignals = () => {};
  #stopCrashes = () => {};

  readonly #exitNow = (exitCode?: number) => this.#guard.exitNow(exitCode);
  readonly #onListenerRemoved = (event: string, caller: string | undefined) => {
    const [member] = this.#members;
    member?.warn(removedListenerLine(event, caller));
  };

  /** Whether a lifecycle is at work here. */
  get isUsed(): boolean {
    return this.#members.size > 0;
  }

  join(given: ProcessMember): Membership {
    const member: ProcessMember = { ...given, startShutdown: (...why) => this.#startShutdown(given, why) };
    this.#members.add(member);
    this.#listenToSignals();
    this.#listenToCrashes();
    // A new lifecycle in a process that was about to end.
    this.#cancelEnd();
    this.#cancelEnd = () => {};
    if (!this.#trigger) this.#pendingEnd = undefined;
    this.#deferOthers(member);
    this.#note(member, "starting");
    // It was created after the signal, by a start-up that continued. It must not hold the process forever.
    const trigger = this.#trigger;
    if (trigger && member.exit && member.signals.length > 0)
      queueMicrotask(() => member.startShutdown(...trigger));
    return {
      ready: () => this.#note(member, "serving"),
      stopping: () => this.#onStopping(member),
      drained: () => {
        this.#drained.add(member);
        if (this.#drained.size === this.#stopping.size) this.#guard.drained();
      },
      lastReleases: () => {
        this.#released.add(member);
        return this.#released.size === this.#stopping.size ? (this.#otherListeners?.release() ?? []) : [];
      },
      exitCode: (shutdownCode) => {
        const code = Math.max(shutdownCode, this.#pendingEnd?.exitCode ?? 0);
        return code === 0 && member.exit ? Number(process.exitCode ?? 0) : code;
      },
      leave: (end) => this.#leave(member, end),
    };
  }

  /** Adds the new listeners before it removes the old ones: a signal without a listener kills the process. */
  #listenToSignals(): void {
    const stopBefore = this.#stopSignals;
    this.#stopSignals = listenToSignals(this.#members, this.#exitNow, this.#onListenerRemoved);
    stopBefore();
  }

  #listenToCrashes(): void {
    const stopBefore = this.#stopCrashes;
    this.#stopCrashes = listenToCrashes(this.#members, this.#exitNow, this.#onListenerRemoved);
    stopBefore();
  }

  #deferOthers({ exit, signals }: ProcessMember): void {
    if (!exit || signals.length === 0) return;
    this.#otherListeners ??= deferOtherListeners(isOwnListener, () => this.#isDeferring);
    this.#otherListeners.watch(signals);
  }

  get #isDeferring(): boolean {
    return [...this.#stopping].some((member) => member.defersListeners && !this.#released.has(member));
  }

  #note(member: ProcessMember, progress: Progress): void {
    if (member.exit) this.#supervisors.note(member, progress);
  }

  #startShutdown(member: ProcessMember, [reason, how]: Trigger): void {
    if (member.exit) this.#trigger ??= [reason, how];
    if (how.interactive && member.status) this.#statusLine.interrupted();
    const isFirst = this.#stopping.size === 0;
    member.startShutdown(reason, how);
    const signal = member.signals.find((name) => name === reason);
    const names = (isFirst && signal && this.#otherListeners?.names(signal)) || [];
    if (names.length > 0) member.info(otherListenersLine(reason, names, this.#isDeferring));
  }

  #onStopping(member: ProcessMember): void {
    this.#stopping.add(member);
    this.#guard.memberStopping(member);
    this.#note(member, "stopping");
    this.#statusLine.start();
  }

  /** The application asked for the exit: the process ends when every lifecycle is closed. */
  #onHeldExit(...[what, caller, exitCode]: Parameters<ExitHoldOptions["onHeld"]>): void {
    const holder = [...this.#stopping].find((member) => member.holdsExit) ?? this.#lastMember;
    holder?.warn(heldExitLine(what, caller));
    // A start-up that failed closes its app and says so. At a signal, libraries ask for codes that mean no failure.
    if (exitCode && !this.#trigger) process.exitCode = exitCode;
    this.#startExiting(what);
  }

  #startExiting(reason: string): void {
    for (const member of [...this.#members]) if (member.exit) member.startShutdown(reason, {});
  }

  #leave(member: ProcessMember, end: MemberEnd | undefined): void {
    if (!this.#members.delete(member)) return;
    for (const group of [this.#stopping, this.#drained, this.#released]) group.delete(member);
    if (end && member.exit) {
      this.#pendingEnd = laterOf(this.#pendingEnd, end);
      this.#reportTexts.push(end.reportText);
    }
    this.#supervisors.leave(member);
    // If no remaining member has `crash`, a crash ends the process, as Node does.
    if (![...this.#members].some(({ crash }) => crash)) this.#stopCrashes();
    if (![...this.#members].some(({ exit, signals }) => exit && signals.length > 0)) {
      this.#mayStillRun ||= this.#otherListeners?.mayStillRun === true;
      this.#otherListeners?.stop();
      this.#otherListeners = undefined;
    }
    // A member with `exit: false` that is still serving must not delay the exit of the others forever.
    if ([...this.#members].some((other) => other.exit || this.#stopping.has(other))) {
      this.#guard.update();
      // A signal that no remaining member listens to must end the process again, as Node does.
      this.#listenToSignals();
      return;
    }
    const { lateWork, isExitAsked } = this.#guard.end();
    this.#statusLine.end(this.#reportTexts.splice(0), this.#pendingEnd?.exitCode === 0);
    if (this.#pendingEnd) this.#end(member, this.#pendingEnd, { lateWork, isExitAsked });
    else {
      this.#trigger = undefined;
      this.#mayStillRun = false;
      lateWork?.stop();
      this.#guard.stopHolding();
    }
    this.#listenToSignals();
  }

  #end(
    last: ProcessMember,
    { reported, ...end }: MemberEnd,
    carriedOver: ReturnType<ExitGuard["end"]>,
  ): void {
    this.#lastMember = last;
    const { signals } = last;
    // A handle that a listener still waits for looks like one that nobody needs.
    const settleMs = this.#mayStillRun ? Number.POSITIVE_INFINITY : last.settleMs;
    const options = { ...end, ...carriedOver, settleMs, signals, reported, exit: this.#exitNow };
    const stop = endProcess(options, (line) => last.warn(line));
    this.#cancelEnd = () => {
      this.#lastMember = undefined;
      this.#guard.stopHolding();
      stop();
    };
    // The shutdown is over when the listeners of the report are done.
    if (reported) void reported.then(() => this.#guard.stopHolding());
    else this.#guard.stopHolding();
    this.#supervisors.ended();
  }
}

/** Combines two ends: the worse exit code and the later deadline. */
function laterOf(before: MemberEnd | undefined, end: MemberEnd): MemberEnd {
  if (!before) return end;
  const both = [before.reported, end.reported].filter((reported) => reported !== undefined);
  return {
    ...end,
    exitCode: Math.max(before.exitCode, end.exitCode),
    deadlineMs: Math.max(before.deadlineMs, end.deadlineMs),
    reported: both.length > 0 ? Promise.all(both) : undefined,
  };
}

function nextInterrupt(members: ReadonlySet<ProcessMember>): Interrupt | undefined {
  const counts = [...members].filter(({ signals }) => signals.includes("SIGINT")).map(signalsReceived);
  if (counts.length === 0) return undefined;
  const least = Math.min(...counts);
  return least === 0 ? "begin" : least === 1 ? "cut" : "exit";
}

export function processRegistry(): ProcessRegistry {
  return sharedByCopies(Symbol.for("@x/graceful.process/1"), () => new ProcessRegistry());
}
