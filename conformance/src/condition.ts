/** The bound of every wait: long enough for a busy machine, below the test timeout, and never part of a result. */
export const BOUND_MS = Number(process.env.CONFORMANCE_BOUND_MS ?? 9_000);

/**
 * A wait for something to become true. Whoever changes what is looked at calls `changed()`; nothing is polled.
 */
export class Condition {
  readonly #looks = new Set<() => void>();

  changed(): void {
    for (const look of [...this.#looks]) look();
  }

  /**
   * Resolves with the first truthy answer of `probe`, which is asked now and at every change. An error that it throws,
   * or the bound, rejects; the message ends with what `describe` says then.
   */
  until<T>(
    what: string,
    probe: () => T | undefined | false,
    describe: () => string,
    boundMs = BOUND_MS,
  ): Promise<T> {
    const error = new Error();
    Error.captureStackTrace(error, this.until);
    return new Promise((resolve, reject) => {
      const settle = (finish: () => void) => {
        clearTimeout(timer);
        this.#looks.delete(look);
        finish();
      };
      const fail = (problem: string) => {
        error.message = `${problem}\n${describe()}`;
        settle(() => reject(error));
      };
      const look = () => {
        try {
          const answer = probe();
          if (answer) settle(() => resolve(answer));
        } catch (thrown) {
          fail(`while waiting for ${what}: ${thrown instanceof Error ? thrown.message : String(thrown)}`);
        }
      };
      const timer = setTimeout(() => fail(`waited ${boundMs} ms in vain for ${what}`), boundMs);
      this.#looks.add(look);
      look();
    });
  }
}

/** `promise`, or an error that says what it was waited for. */
export async function bounded<T>(
  what: string,
  promise: Promise<T>,
  describe = () => "",
  boundMs = BOUND_MS,
): Promise<T> {
  const condition = new Condition();
  let settled: { value: T } | { thrown: unknown } | undefined;
  const settle = (outcome: typeof settled) => {
    settled = outcome;
    condition.changed();
  };
  promise.then(
    (value) => settle({ value }),
    (thrown) => settle({ thrown }),
  );
  const outcome = await condition.until(what, () => settled, describe, boundMs);
  if ("thrown" in outcome) throw outcome.thrown;
  return outcome.value;
}
