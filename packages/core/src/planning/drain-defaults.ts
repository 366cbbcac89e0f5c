/**
 * All defaults of the engine. They are those of a plan if no platform is recognised: a budget of 9 s, less the 900 ms
 * that are reserved for the releases.
 */
export const DRAIN_DEFAULTS = {
  idleGraceMs: 1_000,
  drainMs: 8_100,
  upgradeGraceMs: 3_000,
  spreadMs: 1_000,
  whileDraining: "serve",
  eventStreams: "close",
  deferWebSocketClose: false,
} as const;
