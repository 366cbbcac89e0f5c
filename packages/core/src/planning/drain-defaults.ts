/**
 * What a drain goes by where it is told nothing else: the numbers of a plan on no platform that is recognised, 9 s without
 * the 900 ms that are kept back for the releases. The only place with defaults of the engine.
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
