import { freePort } from "./free-port.js";

/** The port of one process. */
export interface Lease {
  readonly port: number;
  /** Whether other processes of the server are there beside it. */
  hasCompany(): boolean;
  /** The process does not listen any more, and no client of its run will connect: the next one may start. */
  release(): void;
  /** The process is gone. */
  end(): void;
}

/**
 * Who listens where. With free ports all processes may start at any time. A port that was given is for one listener at
 * a time: the next one starts when that is closed, beside a process that drains. A server of which two cannot be there
 * at once, for a lock or for a second port, has one at a time.
 */
export class Ports {
  readonly #open = new Set<Promise<void>>();
  #isOneAtATime = false;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(private readonly given: number | undefined) {}

  async acquire(): Promise<Lease> {
    let release = () => {};
    let markEnded = () => {};
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    const ended = new Promise<void>((resolve) => {
      markEnded = resolve;
    });
    if (this.given !== undefined || this.#isOneAtATime) {
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
      port: this.given ?? (await freePort()),
      hasCompany: () => [...this.#open].some((other) => other !== ended),
      release,
      end: () => {
        this.#open.delete(ended);
        release();
        markEnded();
      },
    };
  }

  /** From now on nobody starts before all others are gone. */
  oneAtATime(): void {
    this.#isOneAtATime = true;
  }
}
