import type { ShutdownPlan } from "../plan.js";

/**
 * Whether a value can be a plan: an object literal, or a module. An instance of a class, a function and an array are
 * none. Goes by the shape of the prototype, since the plan may come from another realm.
 */
export function isPlan(value: unknown): value is ShutdownPlan {
  if (typeof value !== "object" || value === null) return false;
  const prototype: object | null = Object.getPrototypeOf(value);
  return prototype === null || Object.hasOwn(prototype, "isPrototypeOf");
}
