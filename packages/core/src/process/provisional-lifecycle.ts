type LeaveProcess = () => void;

/** A lifecycle that the program did not make itself, until it makes one. */
export class ProvisionalLifecycle {
  #giveBackServers: (() => LeaveProcess | undefined) | undefined;

  /**
   * When the program makes a lifecycle, `giveBackServers` is called. It returns what ends the membership, or nothing if
   * the shutdown has begun.
   */
  set(giveBackServers: () => LeaveProcess | undefined): void {
    this.#giveBackServers = giveBackServers;
  }

  /** Called before a lifecycle is made. The returned function is called when that has joined. */
  replace(): LeaveProcess | undefined {
    const giveBackServers = this.#giveBackServers;
    this.#giveBackServers = undefined;
    return giveBackServers?.();
  }
}
