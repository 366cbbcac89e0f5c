/** `+12.3 ms` after the signal, `-4.0 ms` before it. */
export function sinceSignal(at: number, signalledAt: number): string {
  const ms = at - signalledAt;
  return `${ms < 0 ? "-" : "+"}${Math.abs(ms).toFixed(1)} ms`;
}

/** `200 at +1.2 ms; refused at +3.4 ms`. */
export const withTimes = (
  events: readonly { text: string | number; at: number }[],
  signalledAt: number,
): string => events.map(({ text, at }) => `${text} at ${sinceSignal(at, signalledAt)}`).join("; ");

/** `2.5 s`, `340 ms`. */
export function duration(ms: number): string {
  return ms >= 1_000 ? `${(ms / 1_000).toFixed(1).replace(/\.0$/, "")} s` : `${Math.round(ms)} ms`;
}
