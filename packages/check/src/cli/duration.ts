import { UsageError } from "../errors.js";

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000 };

/** Parses `500ms`, `10s` or `1m` into milliseconds. */
export function readDuration(option: string, text: string): number {
  const [, number, unit] = /^(\d+(?:\.\d+)?)(ms|s|m)$/.exec(text) ?? [];
  if (number === undefined || unit === undefined)
    throw new UsageError(`Expected \`${option}\` to be a time such as 500ms or 10s, got \`${text}\``);
  return Math.round(Number(number) * (UNITS[unit] ?? 1));
}
