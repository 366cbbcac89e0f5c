import { syncBuiltinESMExports } from "node:module";
import { constants } from "node:os";
import { replaceMethod } from "../../support/replace-method.js";
import { callerOf } from "../signals/caller-of.js";
import { noteDone } from "../signals/run-to-the-end.js";
import { noteSentToGroup } from "../signals/signals.js";

/** Keeps the process from ending before its shutdown is over. */
export interface ExitHold {
  /** Whether `process.exit()` was called meanwhile. */
  readonly isExitAsked: boolean;
  /** Restores both functions. It does not perform an exit that was held. */
  stop(): void;
}

export interface ExitHoldOptions {
  /** Whether a plan listens to a signal: one that this process sends to itself would cut the drain. */
  isPlanSignal: (signal: string) => boolean;
  /**
   * Whether a crash drains the process. If not, an application that handles crashes itself may end the process.
   */
  isCrashDrained: () => boolean;
  /** Called with a call that was held and its place in the code, once for each place, and with its exit code. */
  onHeld: (what: string, caller: string | undefined, exitCode?: number | string | null) => void;
}

/** Signals that do not end a process by default, and SIGUSR1, which Node uses itself. */
const HARMLESS = new Set(
  "SIGSTOP SIGCHLD SIGCONT SIGINFO SIGPIPE SIGTSTP SIGTTIN SIGTTOU SIGURG SIGWINCH SIGUSR1".split(" "),
);

/**
 * Makes `process.exit()` return without ending the process, and `process.kill()` with a signal that would end this
 * process. `onHeld` is called instead. Both are replaced on `process` and for modules that import them by name, since
 * Node has no public way to hold an exit. Code that took `exit` from `process` before, as `const { exit } = process`
 * does, still ends the process at once.
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

  const report: typeof onHeld = (what, caller, exitCode) => {
    const line = `${what} ${caller}`;
    if (!reported.has(line)) onHeld(what, caller, exitCode);
    reported.add(line);
  };

  const heldExit = ((...codes: [code?: number | string | null]) => {
    // After a crash the state of the process is unknown, and the application may end it as Node would.
    if (isStopped || (hasCrashed && !isCrashDrained())) return exit.apply(process, codes);
    isExitAsked = true;
    noteDone();
    report(`process.exit(${codes[0] ?? ""})`, callerOf(heldExit), codes[0]);
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
    // The other processes of the group get the signal. This process gets it back, and ignores it then.
    if (isPlanSignal(name)) noteSentToGroup(name);
    return kill.call(process, pid, signal);
  };

  const undo = [replaceOfProcess("exit", heldExit), replaceOfProcess("kill", heldKill)];
  syncBuiltinESMExports();
  process.on("uncaughtExceptionMonitor", onCrash);
  return {
    get isExitAsked() {
      return isExitAsked;
    },
    stop() {
      isStopped = true;
      process.off("uncaughtExceptionMonitor", onCrash);
      for (const step of undo) step();
      syncBuiltinESMExports();
    },
  };
}

/** Where a sandbox has frozen the function, the application ends the process as it always would. */
function replaceOfProcess<Name extends "exit" | "kill">(
  name: Name,
  held: (typeof process)[Name],
): () => void {
  try {
    return replaceMethod<Pick<typeof process, Name>, Name>(process, name, held);
  } catch {
    return () => {};
  }
}

/** Whether `pid` means this process alone or its whole group; `undefined` if it means another process. */
function selfTargetOf(pid: number): "process.pid" | "0" | "-process.pid" | undefined {
  if (pid === process.pid) return "process.pid";
  if (pid === 0) return "0";
  return pid === -process.pid ? "-process.pid" : undefined;
}

/** The name of a signal; `undefined` for 0, which only tests whether a process exists, and for an unknown signal. */
function nameOf(signal: string | number): string | undefined {
  if (typeof signal === "string") return signal in constants.signals ? signal : undefined;
  return Object.entries(constants.signals).find(([, number]) => number === signal)?.[0];
}

function endsProcess(signal: string, isPlanSignal: (signal: string) => boolean): boolean {
  if (isPlanSignal(signal)) return true;
  // With a listener, a signal does not end the process: it may write a heap dump, or set a log level.
  return !HARMLESS.has(signal) && process.listenerCount(signal) === 0;
}
