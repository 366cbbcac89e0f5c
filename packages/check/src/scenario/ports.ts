import { freePort } from "../../../../test-kit/free-port.mjs";

/** The port of one process. */
export interface Lease {
  readonly port: number;
  /** Whether other processes of the server are running. */
  hasCompany(): boolean;
  /**
   * Call it when the process has stopped listening and no client of its run will connect. The next process may start.
   */
  release(): void;
  /** Call it when the process has ended. */
  end(): void;
}

/**
 * Gives ports to processes. With free ports all of them may run at the same time. A port that was given has one
 * listener at a time: the next process starts when that is closed, while the old one may still drain. A server that
 * cannot run twice, because of a lock or a second port, runs once at a time.
 */
export class Ports {
  readonly #given: number | undefined;
  readonly #open = new Set<Promise<void>>();
  #isOneAtATime = false;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(given: number | undefined) {
    this.#given = given;
  }

  async acquire(): Promise<Lease> {
    let release = () => {};
    let markEnded = () => {};
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    const ended = new Promise<void>((resolve) => {
      markEnded = resolve;
    });
    if (this.#given !== undefined || this.#isOneAtATime) {
      const before = this.#turn;
      this.#turn = before.then(async () => {
        await released;
        if (this.#isOneAtATime) await ended;
      });
      await before;
      if (this.#isOneAtATime) await Promise.all(this.#open);
    }
    this.#open.add(ended);
    return {
      port: this.#given ?? (await freePort()),
      hasCompany: () => [...this.#open].some((other) => other !== ended),
      release,
      end: () => {
        this.#open.delete(ended);
        release();
        markEnded();
      },
    };
  }

  /** From now on a process starts only when all others have ended. */
  oneAtATime(): void {
    this.#isOneAtATime = true;
  }
}
