const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/**
 * Milliseconds as text: `0 ms`, `<1 ms`, `12 ms`, `1.3 s`, `2 m 5 s`, `1 h 2 m`. A smaller unit that is 0 is left out.
 */
export function formatDuration(ms: number): string {
  if (ms > 0 && ms < 1) return "<1 ms";
  // Rounded before the unit is chosen, so that 999.7 ms is `1 s` and 59.98 s is `1 m`.
  if (Math.round(ms) < SECOND) return `${Math.round(ms)} ms`;
  const tenths = Math.round(ms / 100);
  if (tenths < 600) return `${tenths / 10} s`;
  const rounded = Math.round(ms / SECOND) * SECOND;
  if (rounded < HOUR) return pair(rounded, MINUTE, "m", SECOND, "s");
  return pair(Math.round(ms / MINUTE) * MINUTE, HOUR, "h", MINUTE, "m");
}

function pair(ms: number, large: number, largeUnit: string, small: number, smallUnit: string): string {
  const whole = Math.floor(ms / large);
  const rest = Math.round((ms % large) / small);
  return rest === 0 ? `${whole} ${largeUnit}` : `${whole} ${largeUnit} ${rest} ${smallUnit}`;
}
