/**
 * The defaults of the engine, all of them: the numbers of a plan where no platform is recognised, 9 s less the 900 ms
 * that are kept back for the releases.
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
