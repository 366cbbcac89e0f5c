import { TURNAROUND_MS } from "../limits.js";

/** The fractional parts of its multiples are spread evenly from 0 to 1, however many of them there will be. */
const GOLDEN = 0.618_034;

/**
 * The place in the spread of the n-th client that is to be disconnected, from 0 (the first client's) to below 1.
 * Clients reconnect as soon as they are disconnected, and thousands must not do so in one moment.
 */
export function placeOf(n: number): number {
  return (n * GOLDEN) % 1;
}

/**
 * How long the close frame of a WebSocket waits for its place: within `spreadMs` or `atMostMs`, whichever is less. Even
 * the first one waits a moment, for a message that its client has just sent.
 */
export function closeFrameDelayMs(place: number, spreadMs: number, atMostMs: number): number {
  return Math.min(atMostMs, Math.max(TURNAROUND_MS, place * Math.min(spreadMs, atMostMs)));
}
