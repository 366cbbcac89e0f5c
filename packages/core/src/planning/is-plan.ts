import type { ShutdownPlan } from "../plan.js";

/**
 * Whether a value can be a plan: an object literal or a module, and not an instance of a class, a function or an array.
 * It examines the shape of the prototype, since the plan may come from another realm.
 */
export function isPlan(value: unknown): value is ShutdownPlan {
  if (typeof value !== "object" || value === null) return false;
  const prototype: object | null = Object.getPrototypeOf(value);
  return prototype === null || Object.hasOwn(prototype, "isPrototypeOf");
}
