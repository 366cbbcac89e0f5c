import type { ShutdownPlan } from "../plan.js";

/** The numbers and choices that rule one drain, in milliseconds; each is described in `ShutdownPlan`. */
export interface Limits {
  idleGraceMs: number;
  drainMs: number;
  upgradeGraceMs: number;
  whileDraining: NonNullable<ShutdownPlan["whileDraining"]>;
  eventStreams: NonNullable<ShutdownPlan["eventStreams"]>;
  /** The WebSocket servers are known and closed through their own API. */
  closesWebSockets: boolean;
}

/**
 * How long a connection whose client was told keep-alive is left open after its last response: the time a client on the
 * same machine or network takes to send its next request at once. That one is answered and told to close.
 */
export const TURNAROUND_MS = 20;

/**
 * How long a request body is read and thrown away after its response was sent, so that closing does not reset the
 * connection under a client that is still writing and has not read the response yet.
 */
export const LINGER_MS = 2_000;

/** How long event streams are spread when they end, so that their clients do not all reconnect in the same moment. */
export const SPREAD_MS = 1_000;

/** How long one turn of the event loop may be kept busy with closing. */
export const TURN_BUDGET_MS = 5;
