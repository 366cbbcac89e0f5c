export type ScenarioId =
  | "stuck"
  | "idle"
  | "requests"
  | "routes"
  | "long-lived"
  | "http2"
  | "second-signal"
  | "probes"
  | "load"
  | "restart"
  | "handshake"
  | "burst"
  | "alone"
  | "start";

/**
 * The scenarios, in the order in which they start, the longest first. Each is one process of the server, in which its
 * checks are measured side by side. `times`: how often it is run in each round, more than once if a fault shows only
 * within microseconds. `connectsLater`: its clients also connect when the listener is closed, and expect to be refused.
 */
export const SCENARIOS: Readonly<Record<ScenarioId, { times: number; connectsLater: boolean }>> = {
  stuck: { times: 1, connectsLater: false },
  idle: { times: 1, connectsLater: false },
  requests: { times: 1, connectsLater: false },
  routes: { times: 1, connectsLater: false },
  "long-lived": { times: 1, connectsLater: false },
  http2: { times: 1, connectsLater: false },
  "second-signal": { times: 1, connectsLater: false },
  probes: { times: 1, connectsLater: true },
  load: { times: 1, connectsLater: true },
  restart: { times: 1, connectsLater: true },
  handshake: { times: 1, connectsLater: false },
  burst: { times: 4, connectsLater: true },
  alone: { times: 1, connectsLater: false },
  start: { times: 1, connectsLater: true },
};
