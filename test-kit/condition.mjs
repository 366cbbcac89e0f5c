/** The bound of every wait: long enough for a busy machine, below the test timeout, and never part of a result. */
export const BOUND_MS = Number(process.env.CONFORMANCE_BOUND_MS ?? 9_000);

/** Waits for something to become true. Code that changes the outcome has to call `changed()`; nothing is polled. */
export class Condition {
  /** @type {Set<() => void>} */
  #looks = new Set();

  changed() {
    for (const look of [...this.#looks]) look();
  }

  /**
   * Resolves with the first truthy result of `probe`, which is called now and after every change. Rejects if `probe`
   * throws or the bound is over, with a message that ends with the result of `describe`.
   * @template T
   * @param {string} what
   * @param {() => T | undefined | false} probe
   * @param {() => string} describe
   * @returns {Promise<T>}
   */
  until(what, probe, describe, boundMs = BOUND_MS) {
    const error = new Error();
    Error.captureStackTrace(error, this.until);
    return new Promise((resolve, reject) => {
      const settle = (/** @type {() => void} */ finish) => {
        clearTimeout(timer);
        this.#looks.delete(look);
        finish();
      };
      const fail = (/** @type {string} */ problem) => {
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

/**
 * Resolves as `promise` does, or rejects at the bound with an error that names `what`.
 * @template T
 * @param {string} what
 * @param {Promise<T>} promise
 * @returns {Promise<T>}
 */
export async function bounded(what, promise, describe = () => "", boundMs = BOUND_MS) {
  const condition = new Condition();
  /** @type {{ value: T } | { thrown: unknown } | undefined} */
  let settled;
  const settle = (/** @type {typeof settled} */ outcome) => {
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
