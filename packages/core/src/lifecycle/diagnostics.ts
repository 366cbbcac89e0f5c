import { channel } from "node:diagnostics_channel";
import type { Lifecycle, LifecycleEvents } from "../lifecycle.js";

/**
 * Every event of a lifecycle, and whether it is published: as `graceful:phase`, `graceful:check`, `graceful:cut`,
 * `graceful:forced` and `graceful:report`, for tools that watch every lifecycle of a process without a reference to
 * one. What a subscriber throws, Node raises as an uncaught exception. Releases are not published: the listeners of a
 * lifecycle get them, and its report lists them.
 */
export const EVENTS: Readonly<Record<keyof LifecycleEvents, boolean>> = {
  phase: true,
  check: true,
  cut: true,
  release: false,
  forced: true,
  report: true,
};

export function publish(event: keyof LifecycleEvents, message: unknown): void {
  if (EVENTS[event]) channel(`graceful:${event}`).publish(message);
}

/**
 * `graceful:created` when `graceful` has made a lifecycle, `graceful:serving` when it is ready, `graceful:abandoned`
 * when a lifecycle that the program did not make gives its servers to one that the program makes: it stays in its phase
 * for good. Each with the lifecycle itself.
 */
export function publishLifecycle(what: "created" | "serving" | "abandoned", lifecycle: Lifecycle): void {
  channel(`graceful:${what}`).publish(lifecycle);
}
