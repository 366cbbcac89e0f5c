import { parseArgs } from "node:util";

/** @typedef {NonNullable<import("node:util").ParseArgsConfig["options"]>} Options */

/**
 * Parses the options of the command line with `parseArgs` and returns what `read` makes of them. If an option is wrong
 * or `read` throws, prints the error and ends the process with code 2.
 * @template {Options} O
 * @template T
 * @param {O} options
 * @param {(values: ReturnType<typeof parseArgs<{ options: O }>>["values"], positionals: string[]) => T} read
 * @returns {T}
 */
export function readOptions(options, read) {
  try {
    const { values, positionals } = parseArgs({ allowPositionals: true, options });
    if (positionals.length > 0 && read.length < 2)
      throw new Error(`Unexpected argument \`${positionals[0]}\``);
    return read(/** @type {any} */ (values), positionals);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    return process.exit(2);
  }
}

/**
 * @param {string} name
 * @param {unknown} given
 */
export function wholeNumber(name, given, least = 0) {
  const value = Number(given);
  if (Number.isSafeInteger(value) && value >= least) return value;
  throw new Error(`Expected ${name} to be a whole number, ${least} or more, got \`${given}\``);
}

/**
 * @param {string} name
 * @param {readonly string[]} known
 * @param {string} given
 */
export function oneOf(name, known, given) {
  if (known.includes(given)) return given;
  throw new Error(`Expected ${name} to be one of ${known.join(", ")}, got \`${given}\``);
}

/**
 * The options of a test with random rounds: `[rounds] [--seed n] [--only round]`. Rounds are numbered from 1.
 * @param {{ seed?: string, only?: string }} values
 * @param {string | number} count
 */
export function chosenRounds({ seed = String(Date.now() % 1_000_000), only }, count) {
  const all = Array.from({ length: wholeNumber("rounds", count) }, (_, i) => i + 1);
  const rounds = only === undefined ? all : [wholeNumber("--only", only)];
  return { rounds, seed: wholeNumber("--seed", seed) };
}
