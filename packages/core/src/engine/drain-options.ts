import type { BeginDrainOptions } from "../drain.js";
import { eventStreams, whileDraining } from "../planning/validate/limits.js";
import { milliseconds } from "../planning/validate/milliseconds.js";
import { boolean, callable, fields, type Rule, suchThat, text } from "../planning/validate/rule.js";
import type { DrainOptions } from "./drain.js";

const WHOLE = "the options";

const clock = suchThat("an object with the functions `now`, `after` and `turn`", (value) =>
  ["now", "after", "turn"].every(
    (name) => typeof (value as Record<string, unknown> | null)?.[name] === "function",
  ),
);

/** Refuses the first option of `createDrain` that is unknown or wrong. */
export const drainOptions = fields(
  "an object",
  {
    idleGraceMs: milliseconds,
    drainMs: milliseconds,
    upgradeGraceMs: milliseconds,
    spreadMs: milliseconds,
    whileDraining,
    eventStreams,
    deferWebSocketClose: boolean,
    clock,
    admits: callable,
    onCut: callable,
    onError: callable,
  } satisfies Record<keyof DrainOptions, Rule>,
  WHOLE,
);

/** The same for the options of `drain()`. */
export const beginDrainOptions = fields(
  "an object",
  { idleGraceMs: milliseconds, drainMs: milliseconds, reason: text, cause() {} } satisfies Record<
    keyof BeginDrainOptions,
    Rule
  >,
  WHOLE,
);
