import { oneOf, suchThat } from "./rule.js";

/**
 * The rules, besides those for numbers, that the plan and the engine share. Each is an export of its own: an object of
 * them would stay in every bundle.
 */
export const whileDraining = oneOf("serve", "refuse");
export const eventStreams = suchThat(
  '`"close"`, `"wait"` or a function that returns one of them',
  (value) => value === "close" || value === "wait" || typeof value === "function",
);
