/**
 * The scenarios, the longest first, as they begin: each is one process of the server, in which its checks are measured
 * side by side. `times`: how often it is played in each run, more than once where what it looks for is a matter of
 * microseconds.
 */
export const SCENARIOS = {
  stuck: { times: 1 },
  idle: { times: 1 },
  requests: { times: 1 },
  routes: { times: 1 },
  "long-lived": { times: 1 },
  http2: { times: 1 },
  "second-signal": { times: 1 },
  probes: { times: 1 },
  load: { times: 1 },
  restart: { times: 1 },
  handshake: { times: 1 },
  burst: { times: 4 },
  alone: { times: 1 },
  start: { times: 1 },
} as const;

export type ScenarioId = keyof typeof SCENARIOS;
