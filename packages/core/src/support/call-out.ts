/**
 * Calls what the application gave us, and does not wait for it: where that is a promise, returns one that settles with it and never
 * rejects. What it throws is for `failed`, also where it is an async function: a rejection that nobody minds would end the
 * process in the middle of its drain.
 */
export function callOut(call: () => unknown, failed: (error: unknown) => void): Promise<unknown> | undefined {
  try {
    const returned = call();
    if (typeof returned === "object" && returned !== null && "then" in returned)
      return Promise.resolve(returned).catch(failed);
  } catch (error) {
    failed(error);
  }
  return undefined;
}
