import { duration } from "../../judge/times.js";

/** The units of compose and of systemd. */
const UNITS: readonly (readonly [RegExp, number])[] = [
  [/^(us|usec|µs)$/, 0.001],
  [/^(ms|msec)$/, 1],
  [/^(s|sec|seconds?)$/, 1_000],
  [/^(m|min|minutes?)$/, 60_000],
  [/^(h|hr|hours?)$/, 3_600_000],
  [/^(d|days?)$/, 86_400_000],
];

/**
 * Parses `1m30s`, `1min 30s`, `500ms` or `90` (seconds). Returns `undefined` for anything else, `infinity` included.
 */
export function readTime(text: string): number | undefined {
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text) * 1_000;
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)\s*([a-zµ]+)\s*/g)];
  if (parts.length === 0 || parts.map(([whole]) => whole).join("") !== text) return undefined;
  const times = parts.map(([, number, name = ""]) => {
    const unit = UNITS.find(([names]) => names.test(name))?.[1];
    return unit === undefined ? undefined : Number(number) * unit;
  });
  return times.reduce((sum, time) => (sum === undefined || time === undefined ? undefined : sum + time), 0);
}

export { duration };
