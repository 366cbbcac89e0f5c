import { suchThat } from "./rule.js";

/** What the option `eventStreams` takes; the engine alone takes the same. */
export const eventStreams = suchThat(
  '`"close"`, `"wait"` or a function that returns one of them',
  (value) => value === "close" || value === "wait" || typeof value === "function",
);
