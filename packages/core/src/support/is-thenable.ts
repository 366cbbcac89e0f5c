/** Whether it can be awaited: a promise of any kind. */
export function isThenable(value: unknown): value is PromiseLike<void> {
  return typeof (value as PromiseLike<void> | null | undefined)?.then === "function";
}
