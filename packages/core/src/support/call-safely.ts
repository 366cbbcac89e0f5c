import { isThenable } from "./is-thenable.js";

/**
 * Calls a function of the application without waiting for it. `failed` gets what it throws or rejects with: an
 * unhandled rejection would end the process in the middle of its drain. If the function returns a promise, returns one
 * that settles at the same time and never rejects.
 */
export function callSafely(
  call: () => unknown,
  failed: (error: unknown) => void,
): Promise<unknown> | undefined {
  try {
    const returned = call();
    if (isThenable(returned)) return Promise.resolve(returned).catch(failed);
  } catch (error) {
    failed(error);
  }
  return undefined;
}
