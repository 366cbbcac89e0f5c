import { parseArgs } from "node:util";

const ROUNDS = 200;
/** `server.close()` needs its ten seconds in nearly every round. */
const NAIVE_ROUNDS = 12;

/** `npm run stress -- [rounds] [--framework express] [--seed n] [--only round] [--naive]`. */
export function readOptions(args) {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      framework: { type: "string", default: "express" },
      seed: { type: "string" },
      only: { type: "string" },
      naive: { type: "boolean", default: false },
    },
  });
  const rounds = wholeNumber("rounds", positionals[0] ?? (values.naive ? NAIVE_ROUNDS : ROUNDS));
  return {
    framework: values.framework,
    shutdown: values.naive ? "naive" : "graceful",
    seed: wholeNumber("--seed", values.seed ?? Date.now() % 1_000_000),
    rounds: values.only
      ? [wholeNumber("--only", values.only)]
      : Array.from({ length: rounds }, (_, i) => i + 1),
  };
}

function wholeNumber(name, given) {
  const value = Number(given);
  if (Number.isSafeInteger(value) && value >= 0) return value;
  throw new Error(`Expected ${name} to be a whole number, got \`${given}\``);
}
