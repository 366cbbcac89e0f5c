import type { Supervisor } from "./supervisor.js";

/**
 * Sends `ready` to PM2, which stops the old process of an app with `wait_ready` only then. Without `wait_ready` PM2
 * ignores the message. PM2's signal is SIGINT; its message `shutdown` is handled with the signals.
 */
export function pm2(): Supervisor | undefined {
  if (!process.env.pm_id || !process.send) return undefined;
  return {
    ready() {
      // The callback keeps an error of the channel from becoming an uncaught exception.
      if (process.connected) process.send?.("ready", undefined, undefined, () => {});
    },
  };
}
