import type { ProcessMember } from "../process-member.js";
import { ignoreBrokenOutput } from "../terminal/ignore-broken-output.js";
import { type ExitHold, type ExitHoldOptions, holdExits } from "./exit-hold.js";
import { type LateWork, watchLateWork } from "./late-work.js";
import { onSuddenEnd } from "./on-sudden-end.js";

/** Keeps the process from ending in the middle of a shutdown, as long as one is in progress. */
export class ExitGuard {
  readonly #stopping: ReadonlySet<ProcessMember>;
  readonly #onHeldExit: ExitHoldOptions["onHeld"];
  #stopIgnoringOutput: (() => void) | undefined;
  #stopWatchingEnd: (() => void) | undefined;
  #hold: ExitHold | undefined;
  #lateWork: LateWork | undefined;

  /** @param stopping the members that are shutting down */
  constructor(stopping: ReadonlySet<ProcessMember>, onHeldExit: ExitHoldOptions["onHeld"]) {
    this.#stopping = stopping;
    this.#onHeldExit = onHeldExit;
  }

  memberStopping(member: ProcessMember): void {
    this.#stopIgnoringOutput ??= ignoreBrokenOutput();
    if (member.exit) {
      this.#stopWatchingEnd ??= onSuddenEnd((exitCode) => {
        const ending = [...this.#stopping].filter(({ exit }) => exit);
        return Math.max(exitCode, ...ending.map((member) => member.processExiting(exitCode)));
      });
      this.#lateWork ??= watchLateWork();
    }
    if (member.holdsExit) {
      this.#hold ??= holdExits({
        isPlanSignal: (signal) =>
          [...this.#stopping].some(({ signals }) => signals.some((name) => name === signal)),
        isCrashDrained: () => [...this.#stopping].some(({ crash }) => crash),
        onHeld: this.#onHeldExit,
      });
    }
  }

  /** The last drain is over. */
  drained(): void {
    this.#lateWork?.drained();
  }

  /** Called when a member has left. Undoes what no other member needs. */
  update(): void {
    const stopping = [...this.#stopping];
    if (!stopping.some(({ exit }) => exit)) this.#unwatch();
    if (!stopping.some(({ holdsExit }) => holdsExit)) this.stopHolding();
  }

  /** Called when the last shutdown is over. Returns what the end of the process needs. */
  end(): { lateWork: LateWork | undefined; isExitAsked: () => boolean } {
    const [lateWork, hold] = [this.#lateWork, this.#hold];
    this.#lateWork = undefined;
    lateWork?.closed();
    this.#stopIgnoringOutput?.();
    this.#stopIgnoringOutput = undefined;
    this.#unwatch();
    return { lateWork, isExitAsked: () => hold?.isExitAsked === true };
  }

  stopHolding(): void {
    this.#hold?.stop();
    this.#hold = undefined;
  }

  /** Ends the process now, with the code given or the code that is set. */
  exitNow(exitCode?: number): never {
    this.#unwatch();
    this.stopHolding();
    // `process.exit(undefined)` would drop the code that is set.
    return exitCode === undefined ? process.exit() : process.exit(exitCode);
  }

  #unwatch(): void {
    this.#stopWatchingEnd?.();
    this.#stopWatchingEnd = undefined;
  }
}
