import type { FakeClock } from "../fake-clock.js";

/** What happened, in order, each entry with the time on the fake clock: `1000 idle: destroyed`. */
export class Journal {
  readonly #clock: FakeClock;
  #entries: string[] = [];

  constructor(clock: FakeClock) {
    this.#clock = clock;
  }

  readonly note = (what: string): void => {
    this.#entries.push(`${Math.round(this.#clock.now() * 10) / 10} ${what}`);
  };

  /** Everything since the last time it was read. */
  read(): string[] {
    return this.#entries.splice(0);
  }
}
