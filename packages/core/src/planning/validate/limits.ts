import { oneOf, suchThat } from "./rule.js";

/** Besides the numbers, what a plan and the engine alone both take. One rule each: a spread of them all would stay in every bundle. */
export const whileDraining = oneOf("serve", "refuse");
export const eventStreams = suchThat(
  '`"close"`, `"wait"` or a function that returns one of them',
  (value) => value === "close" || value === "wait" || typeof value === "function",
);
