import type { ShutdownPlan } from "@x/graceful-core";
import { pool, queue } from "./resources.js";

/** How this service ends. Nothing here knows the framework. */
export const plan: ShutdownPlan = {
  health: { live: "/livez", ready: "/readyz", checks: { postgres: () => pool.query("select 1") } },
  release: {
    queue: () => queue.stop(),
    postgres: { after: ["queue"], run: () => pool.end() },
  },
};
