import { type Channel, channel } from "node:diagnostics_channel";
import type { Lifecycle, LifecycleEvents } from "../lifecycle.js";

/**
 * `graceful:phase`, `graceful:check`, `graceful:cut`, `graceful:forced` and `graceful:report`: for tools that watch
 * every lifecycle of a process without a reference to one. What a subscriber throws, Node raises as an uncaught
 * exception. Releases are not published: the listeners of a lifecycle get them, and its report lists them.
 */
export const channels: Readonly<Record<keyof LifecycleEvents, Channel | undefined>> = {
  phase: /* @__PURE__ */ channel("graceful:phase"),
  check: /* @__PURE__ */ channel("graceful:check"),
  cut: /* @__PURE__ */ channel("graceful:cut"),
  release: undefined,
  forced: /* @__PURE__ */ channel("graceful:forced"),
  report: /* @__PURE__ */ channel("graceful:report"),
};

export function publish(event: keyof LifecycleEvents, message: unknown): void {
  channels[event]?.publish(message);
}

const lifecycles = {
  created: /* @__PURE__ */ channel("graceful:created"),
  serving: /* @__PURE__ */ channel("graceful:serving"),
};

/**
 * `graceful:abandoned` when a lifecycle that the program did not make gives its servers to one that the program makes:
 * it stays in its phase for good.
 */
export function publishAbandoned(lifecycle: Lifecycle): void {
  channel("graceful:abandoned").publish(lifecycle);
}

/**
 * `graceful:created` when `graceful` has made a lifecycle, `graceful:serving` when it is ready: each with the lifecycle
 * itself.
 */
export function publishLifecycle(what: keyof typeof lifecycles, lifecycle: Lifecycle): void {
  lifecycles[what].publish(lifecycle);
}
