import { channel } from "node:diagnostics_channel";
import type { LifecycleEvents } from "./lifecycle.js";

type Published = Pick<LifecycleEvents, "phase" | "cut" | "report">;

/**
 * `graceful:phase`, `graceful:cut` and `graceful:report`: for tools that watch every lifecycle of a process without a hand on
 * any of them. What a subscriber throws, Node raises as an uncaught exception of its own.
 */
const channels = {
  phase: channel("graceful:phase"),
  cut: channel("graceful:cut"),
  report: channel("graceful:report"),
};

export function publish<Name extends keyof Published>(name: Name, message: Published[Name]): void {
  channels[name].publish(message);
}
