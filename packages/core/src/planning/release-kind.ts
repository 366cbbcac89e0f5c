import type { Closeable, Release, ReleaseStep } from "../plan.js";

/** Anything with a `run` is a step, unless it can be closed: then `run` is a method of its own, and no release. */
export function isReleaseStep(release: Release): release is ReleaseStep {
  return typeof release === "object" && release !== null && "run" in release && !isCloseable(release);
}

/** Whether it has one of the three methods by which things close. Functions with such a property count too. */
export function isCloseable(value: unknown): value is Closeable {
  if ((typeof value !== "object" && typeof value !== "function") || value === null) return false;
  const { [Symbol.asyncDispose]: dispose, close, end } = value as Record<string | symbol, unknown>;
  return [dispose, close, end].some((method) => typeof method === "function");
}
