import type { ShutdownPlan } from "../plan.js";

type Chosen = "idleGraceMs" | "drainMs" | "upgradeGraceMs" | "spreadMs" | "whileDraining" | "eventStreams";

/** The numbers and choices that rule one drain, as `ShutdownPlan` describes them. Their defaults: `DRAIN_DEFAULTS`. */
export interface Limits extends Required<Pick<ShutdownPlan, Chosen>> {
  /**
   * The application closes its WebSockets itself: the engine's close frames wait for `startCloseHandshakes()`, at most
   * for half of the upgrade grace.
   */
  deferWebSocketClose: boolean;
}

/** The least time in which a client on the same machine or network sends its next request. */
export const TURNAROUND_MS = 20;

/** The same for a client that is a continent away. */
const FAR_TURNAROUND_MS = 100;

/**
 * The pause after which a browser's HTTP/2 session gets GOAWAY once the idle grace is over. A page that fetches all the
 * time leaves no longer pause.
 */
export const BROWSER_PAUSE_MS = 10;

/**
 * The idle grace of a connection that was accepted or became idle late. Even if the option is 0, a request that comes
 * at once is answered.
 */
export const ownGraceMs = ({ idleGraceMs }: Limits): number => Math.max(idleGraceMs, TURNAROUND_MS);

/**
 * How long a connection stays open after its last response if the headers of that were sent before the drain began, and
 * so did not say close. The response to a request that comes within this time does.
 */
export const turnaroundMs = (limits: Limits): number => Math.min(ownGraceMs(limits), FAR_TURNAROUND_MS);

/**
 * How long a request body is read and thrown away after its response was sent, so that closing does not reset the
 * connection under a client that is still writing and has not read the response yet.
 */
export const LINGER_MS = 2_000;

/** How often a response that may become an event stream is checked again. */
export const STREAM_POLL_MS = 1_000;

/**
 * How often an upgrade that the application has not answered yet is checked again: only after the answer can a close
 * frame be sent.
 */
export const UPGRADE_POLL_MS = 50;

/** How often an upgraded socket whose grace is over is checked again while its last bytes are still being sent. */
export const FLUSH_POLL_MS = 100;

/** How long one turn of the event loop may be kept busy with closing. */
export const TURN_BUDGET_MS = 5;

/**
 * Clients answer a close frame or a GOAWAY, and reading an answer costs several times what sending the notice does.
 * Thousands of answers at once would be read in one turn. So notices take this long in one turn, and then pause for the
 * answers.
 */
export const NOTIFY_BUDGET_MS = 1;
export const NOTIFY_PAUSE_MS = 10;

/** After the idle grace, a TLS handshake must have received something within this time to go on. */
export const HANDSHAKE_PACE_MS = 250;
