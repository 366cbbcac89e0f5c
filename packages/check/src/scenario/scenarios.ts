/**
 * The scenarios: each is one process of the server, in which its checks are measured side by side. `seconds`: about how
 * long one takes with the default budget, so that the longest begin first. `times`: how often it is played in each run,
 * where what it looks for is a matter of microseconds.
 */
export const SCENARIOS = {
  stuck: { seconds: 10 },
  idle: { seconds: 6 },
  requests: { seconds: 4 },
  routes: { seconds: 4 },
  "long-lived": { seconds: 4 },
  http2: { seconds: 4 },
  "second-signal": { seconds: 3 },
  probes: { seconds: 3 },
  load: { seconds: 3 },
  restart: { seconds: 3 },
  handshake: { seconds: 2 },
  burst: { seconds: 1, times: 4 },
  alone: { seconds: 2 },
  start: { seconds: 1 },
} as const satisfies Record<string, { seconds: number; times?: number }>;

export type ScenarioId = keyof typeof SCENARIOS;
