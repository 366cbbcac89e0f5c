const MOST = 1_000;

/** These functions read the value of one flag, if it was given. A wrong value is a `TypeError` that names the flag. */
export function count(flag: string, given: string | undefined, orElse = ""): number | undefined {
  if (given === undefined) return undefined;
  const number = /^\d+$/.test(given) ? Number(given) : 0;
  if (number >= 1 && number <= MOST) return number;
  throw new TypeError(
    `Expected ${flag} to be a whole number from 1 to ${MOST}${orElse}, got ${JSON.stringify(given)}`,
  );
}

/** A path of the file system. It is empty where a variable of the shell is. */
export function file(flag: string, given: string | undefined): string | undefined {
  if (given === "") throw new TypeError(`Expected ${flag} to be a path, got ""`);
  return given;
}

export function path(flag: string, given: string | undefined): string | undefined {
  if (given === undefined || given.startsWith("/")) return given;
  throw new TypeError(`Expected ${flag} to be a path such as /readyz, got ${JSON.stringify(given)}`);
}

const TIMES: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };
const SIZES: Readonly<Record<string, number>> = { kb: 2 ** 10, mb: 2 ** 20, gb: 2 ** 30 };

export const duration = (flag: string, given: string | undefined, least?: number) =>
  measured(flag, given, TIMES, "30s", least);
export const bytes = (flag: string, given: string | undefined) => measured(flag, given, SIZES, "512mb");

function measured(
  flag: string,
  given: string | undefined,
  units: Readonly<Record<string, number>>,
  example: string,
  least = Number.MIN_VALUE,
): number | undefined {
  if (given === undefined) return undefined;
  const [, number, unit = ""] = /^(\d+(?:\.\d+)?)([a-z]+)$/i.exec(given) ?? [];
  const factor = units[unit.toLowerCase()];
  if (factor === undefined || Number(number) < least)
    throw new TypeError(`Expected ${flag} to be like ${example}, got ${JSON.stringify(given)}`);
  return Number(number) * factor;
}
