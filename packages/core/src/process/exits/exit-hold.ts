import { syncBuiltinESMExports } from "node:module";
import { constants } from "node:os";
import { replaceMethod } from "../../support/replace-method.js";
import { callerOf } from "../signals/caller.js";
import { noteDone } from "../signals/run-to-the-end.js";
import { noteSentToGroup } from "../signals/signals.js";

/** Keeps the process from ending before its shutdown is over. */
export interface ExitHold {
  /** `process.exit()` was called meanwhile. */
  readonly isExitAsked: boolean;
  /** Puts both functions back as they were. Nothing that was held is made up for. */
  stop(): void;
}

export interface ExitHoldOptions {
  /** Whether a signal is one of a plan: to those this process must not send itself a second one. */
  isPlanSignal: (signal: string) => boolean;
  /** Whether a crash drains the process. Otherwise who handles crashes himself ends the process as ever. */
  isCrashDrained: () => boolean;
  /** Told what was asked for and by whom, once for each place. */
  onHeld: (what: string, caller: string | undefined) => void;
}

/** By default these do not end a process; or, as SIGUSR1, Node has a use of its own for them. */
const HARMLESS = new Set(
  "SIGCHLD SIGCONT SIGINFO SIGPIPE SIGSTOP SIGTSTP SIGTTIN SIGTTOU SIGURG SIGUSR1 SIGWINCH".split(" "),
);

/**
 * From now on `process.exit()` returns without ending anything, and so does `process.kill()` with a signal that would end this
 * process: `onHeld` is told. Both are replaced on `process` itself, since Node has no
 * public way to hold an exit, and for those who import them by name. Who took `process.exit` from `process` before, as
 * `const { exit } = process` does, still ends the process at once.
 */
export function holdExits({ isPlanSignal, isCrashDrained, onHeld }: ExitHoldOptions): ExitHold {
  let isExitAsked = false;
  let isStopped = false;
  let hasCrashed = false;
  const reported = new Set<string>();
  const { exit, kill } = process;
  const onCrash = () => {
    hasCrashed = true;
  };

  const report = (what: string, caller: string | undefined) => {
    const line = `${what} ${caller}`;
    if (!reported.has(line)) onHeld(what, caller);
    reported.add(line);
  };

  const heldExit = ((...codes: [code?: number | string | null]) => {
    // What crashed is in no known state, and its application ends it: as Node does.
    if (isStopped || (hasCrashed && !isCrashDrained())) return exit.apply(process, codes);
    isExitAsked = true;
    noteDone();
    report(`process.exit(${codes[0] ?? ""})`, callerOf(heldExit));
  }) as typeof process.exit;

  const heldKill: typeof process.kill = (pid, signal = "SIGTERM") => {
    const name = nameOf(signal);
    const selfTarget = selfTargetOf(Number(pid));
    if (isStopped || !selfTarget || name === undefined || !endsProcess(name, isPlanSignal)) {
      return kill.call(process, pid, signal);
    }
    noteDone();
    report(`process.kill(${selfTarget}, "${name}")`, callerOf(heldKill));
    if (selfTarget === "process.pid") return true;
    // The others of the group are told; what comes back to this process has been held here.
    if (isPlanSignal(name)) noteSentToGroup(name);
    return kill.call(process, pid, signal);
  };

  const undo = [replaceMethod(process, "exit", heldExit), replaceMethod(process, "kill", heldKill)];
  syncBuiltinESMExports();
  process.on("uncaughtExceptionMonitor", onCrash);
  return {
    get isExitAsked() {
      return isExitAsked;
    },
    stop() {
      if (isStopped) return;
      isStopped = true;
      process.off("uncaughtExceptionMonitor", onCrash);
      for (const step of undo) step();
      syncBuiltinESMExports();
    },
  };
}

/** How this process is meant by `pid`: alone, or with its whole group as far as that can be known; `undefined` where it is not. */
function selfTargetOf(pid: number): "process.pid" | "0" | "-process.pid" | undefined {
  if (pid === process.pid) return "process.pid";
  if (pid === 0) return "0";
  return pid === -process.pid ? "-process.pid" : undefined;
}

/** The signal's name; `undefined` for 0, which only asks whether a process is there, and for what is no signal. */
function nameOf(signal: string | number): string | undefined {
  if (typeof signal === "string") return signal in constants.signals ? signal : undefined;
  return Object.entries(constants.signals).find(([, number]) => number === signal)?.[0];
}

function endsProcess(signal: string, isPlanSignal: (signal: string) => boolean): boolean {
  if (isPlanSignal(signal)) return true;
  // Somebody listens, so it does not end the process: a heap dump, a log level.
  return !HARMLESS.has(signal) && process.listenerCount(signal) === 0;
}
