import type { ProcessMember } from "../process-member.js";
import { ignoreBrokenOutput } from "../terminal/broken-output.js";
import { type ExitHold, holdExits } from "./exit-hold.js";
import { type LateWork, watchLateWork } from "./late-work.js";
import { onSuddenEnd } from "./sudden-end.js";

/** What keeps the process from ending in the middle of a shutdown, for as long as one is under way. */
export class ExitGuard {
  readonly #stopping: ReadonlySet<ProcessMember>;
  readonly #onHeldExit: (what: string, caller: string | undefined) => void;
  #stopIgnoringOutput: (() => void) | undefined;
  #stopWatchingEnd: (() => void) | undefined;
  #hold: ExitHold | undefined;
  #lateWork: LateWork | undefined;

  /** @param stopping those whose shutdown is under way */
  constructor(
    stopping: ReadonlySet<ProcessMember>,
    onHeldExit: (what: string, caller: string | undefined) => void,
  ) {
    this.#stopping = stopping;
    this.#onHeldExit = onHeldExit;
  }

  /** The shutdown of one more begins. */
  memberStopping(member: ProcessMember): void {
    this.#stopIgnoringOutput ??= ignoreBrokenOutput();
    if (member.exit) {
      this.#stopWatchingEnd ??= onSuddenEnd((exitCode) => {
        for (const member of this.#stopping) if (member.exit) member.processExiting(exitCode);
      });
      this.#lateWork ??= watchLateWork();
    }
    if (member.holdsExit) {
      this.#hold ??= holdExits({
        isPlanSignal: (signal) => this.#isPlanSignal(signal),
        isCrashDrained: () => [...this.#stopping].some(({ crash }) => crash),
        onHeld: this.#onHeldExit,
      });
    }
  }

  /** The last drain is over. */
  drained(): void {
    this.#lateWork?.drained();
  }

  /** Somebody left: what nobody needs any more is put back. */
  update(): void {
    const stopping = [...this.#stopping];
    if (!stopping.some(({ exit }) => exit)) this.#unwatch();
    if (!stopping.some(({ holdsExit }) => holdsExit)) this.stopHolding();
  }

  /** No shutdown is under way any more. Gives the end of the process what it goes on with. */
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

  /** Ends the process now, with the code given or the one that is set: nothing more is begun. */
  exitNow(exitCode?: number): never {
    this.#unwatch();
    this.stopHolding();
    // Given `undefined`, Node forgets the code that is set.
    return exitCode === undefined ? process.exit() : process.exit(exitCode);
  }

  #unwatch(): void {
    this.#stopWatchingEnd?.();
    this.#stopWatchingEnd = undefined;
  }

  #isPlanSignal(signal: string): boolean {
    return [...this.#stopping].some(({ signals }) => signals.some((name) => name === signal));
  }
}
