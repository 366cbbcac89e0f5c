import type { ShutdownPlan } from "../plan.js";

/**
 * Whether something can be a plan: an object written down as one, or a module. An instance of a class, a function and a list
 * are none. Prototypes are looked at by their shape, since the plan may come from another realm.
 */
export function isPlan(value: unknown): value is ShutdownPlan {
  if (typeof value !== "object" || value === null) return false;
  const prototype: object | null = Object.getPrototypeOf(value);
  return prototype === null || Object.hasOwn(prototype, "isPrototypeOf");
}
