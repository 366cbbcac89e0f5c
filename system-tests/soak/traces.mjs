import { channel } from "node:diagnostics_channel";

/** The channels that a lifecycle subscribes to or publishes on. */
export const CHANNELS = [
  "http.server.request.start",
  "http.server.response.created",
  "http.server.response.finish",
  "net.server.socket",
  "tracing:net.server.listen:asyncStart",
  "tracing:net.server.listen:asyncEnd",
  "tracing:net.server.listen:error",
  "graceful:phase",
  "graceful:cut",
  "graceful:report",
];

/**
 * The number of listeners by event.
 * @param {import("node:events").EventEmitter} emitter
 * @returns {Record<string, number>}
 */
export const listeners = (emitter) =>
  Object.fromEntries(emitter.eventNames().map((name) => [String(name), emitter.listenerCount(name)]));

/** Counts of everything except memory that a life could leave in its process. */
export function traces() {
  /** @type {Record<string, number>} */
  const resources = {};
  for (const name of process.getActiveResourcesInfo()) {
    if (/^(TCP|Pipe|TLS|Timeout|Immediate|Http2)/.test(name)) resources[name] = (resources[name] ?? 0) + 1;
  }
  return {
    listeners: listeners(process),
    subscribed: CHANNELS.filter((name) => channel(name).hasSubscribers),
    resources,
    exitCode: process.exitCode,
    globals: Reflect.ownKeys(globalThis).length,
  };
}
