import type { Manager } from "./manager.js";

/**
 * PM2 counts an app started with `wait_ready` as up when it sends `ready`, and stops the old one only then; without
 * `wait_ready` nobody listens to it. Its signal is SIGINT; its message `shutdown` is heard with the signals.
 */
export function pm2(): Manager | undefined {
  if (!process.env.pm_id || !process.send) return undefined;
  return {
    ready() {
      // With a callback, an error of the channel goes there instead of becoming an uncaught exception.
      if (process.connected) process.send?.("ready", undefined, undefined, () => {});
    },
  };
}
