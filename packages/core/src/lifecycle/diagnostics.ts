import { channel } from "node:diagnostics_channel";
import type { LifecycleEvents } from "../lifecycle.js";

type Published = Pick<LifecycleEvents, "phase" | "cut" | "report">;

/**
 * `graceful:phase`, `graceful:cut` and `graceful:report`: for tools that watch every lifecycle of a process without a hand on
 * any of them. What a subscriber throws, Node raises as an uncaught exception of its own.
 */
const channels = {
  phase: /* @__PURE__ */ channel("graceful:phase"),
  cut: /* @__PURE__ */ channel("graceful:cut"),
  report: /* @__PURE__ */ channel("graceful:report"),
};

export function publish<Name extends keyof Published>(name: Name, message: Published[Name]): void {
  channels[name].publish(message);
}
