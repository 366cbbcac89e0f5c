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
 * The scenarios, the longest first, as they begin: each is one process of the server, in which its checks are measured
 * side by side. `times`: how often it is played in each run, more than once where what it looks for is a matter of
 * microseconds. `connectsLater`: its clients connect also when the listener is closed, to be refused.
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
