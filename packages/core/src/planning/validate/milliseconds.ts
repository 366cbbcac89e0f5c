import { expected, type Rule } from "./rule.js";

/** 24.8 days. Node fires longer timers at once. */
const LONGEST_TIMER = 2 ** 31 - 1;

export const milliseconds = duration("a finite number of milliseconds, 0 or more", (ms) => ms >= 0);
export const millisecondsAbove0 = duration("a finite number of milliseconds above 0", (ms) => ms > 0);

/* @__NO_SIDE_EFFECTS__ */
function duration(what: string, passes: (ms: number) => boolean): Rule {
  return (value, path) => {
    if (typeof value !== "number" || !Number.isFinite(value) || !passes(value)) expected(path, what, value);
    if (value > LONGEST_TIMER)
      expected(path, `at most ${LONGEST_TIMER} milliseconds, Node's longest timer`, value);
  };
}
