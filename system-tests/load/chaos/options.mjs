import { parseArgs } from "node:util";
import { targets } from "./targets.mjs";

/** Of each target. */
const ROUNDS = 6;

/** `npm run test:chaos -- [rounds] [--target express] [--seed n] [--only round]`. */
export function readOptions(args) {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      target: { type: "string", multiple: true },
      seed: { type: "string" },
      only: { type: "string" },
    },
  });
  const chosen = values.target ?? Object.keys(targets);
  const unknown = chosen.find((name) => !Object.hasOwn(targets, name));
  if (unknown)
    throw new Error(`Expected --target to be one of ${Object.keys(targets).join(", ")}, got \`${unknown}\``);
  const count = wholeNumber("rounds", positionals[0] ?? ROUNDS);
  const rounds = values.only
    ? [wholeNumber("--only", values.only)]
    : Array.from({ length: count }, (_, i) => i + 1);
  return { targets: chosen, rounds, seed: wholeNumber("--seed", values.seed ?? Date.now() % 1_000_000) };
}

function wholeNumber(name, given) {
  const value = Number(given);
  if (Number.isSafeInteger(value) && value >= 0) return value;
  throw new Error(`Expected ${name} to be a whole number, got \`${given}\``);
}
