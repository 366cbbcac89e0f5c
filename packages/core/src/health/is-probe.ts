import type { HealthPlan } from "../plan.js";
import { matchesPath } from "./matches-path.js";

/** Whether a request to the app is a health probe. Probes are answered even when requests are refused. */
export function isProbe(url: string, health: HealthPlan | undefined): boolean {
  if (!health || health.port !== undefined) return false;
  return [health.live, health.ready, health.startup].some(
    (path) => path !== undefined && matchesPath(url, path),
  );
}
