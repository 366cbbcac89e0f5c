import { TURNAROUND_MS } from "../limits.js";

/** The n-th multiple of it, less its whole part, fills the unit interval evenly however many there will be. */
const GOLDEN = 0.618_034;

/**
 * The place of the n-th client among all that are told to go, from 0 to below 1, the first one's 0: clients come back
 * as they are told, and thousands must not do so in one moment.
 */
export function placeOf(n: number): number {
  return (n * GOLDEN) % 1;
}

/**
 * How long a WebSocket waits for its place: within `spreadMs` or `atMostMs`, whichever is less. The first waits as
 * well, for a message that its client has sent in the same moment.
 */
export function closeFrameDelayMs(place: number, spreadMs: number, atMostMs: number): number {
  return Math.min(atMostMs, Math.max(TURNAROUND_MS, place * Math.min(spreadMs, atMostMs)));
}
