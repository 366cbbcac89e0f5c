import type { Clock } from "../clock.js";
import { toError } from "../errors.js";
import { createProbeServer } from "../health/probe-server.js";
import { createProbes } from "../health/probes.js";
import type { Logger } from "../logger.js";
import type { ResolvedPlan } from "../planning/resolve-plan.js";
import type { Target } from "../target.js";
import type { LifecycleCore } from "./lifecycle-core.js";
import type { Startup } from "./startup.js";

export interface ProbeServing {
  /** The probes on an app of the lifecycle, where they have no port of their own. */
  attach(target: Target): void;
  /** Closes the port of their own. Not for a process that ends: there they answer to the very end. */
  close(): void;
}

/** Serves the probes of a plan: on a port of their own at once, or on each app. */
export function serveProbes(
  plan: ResolvedPlan,
  core: LifecycleCore,
  startup: Startup,
  logger: Logger,
  clock: Clock,
): ProbeServing {
  const { health } = plan;
  if (!health) return { attach() {}, close() {} };

  const state = () => ({ started: startup.isOver, shuttingDown: core.phase.name !== "serving" });
  const stopping = new AbortController();
  core.on("phase", () => {
    // Looked at while it listens still: that the listener closes at the shutdown undoes nothing.
    void startup.isOver;
    // The first moment of the shutdown, before any lame duck: nobody waits for a check any more.
    stopping.abort();
  });
  const probes = createProbes({ health, state, signal: stopping.signal, clock });
  if (health.port === undefined) {
    return {
      attach(target) {
        for (const { path, probe } of probes) target.probe(path, probe);
      },
      close() {},
    };
  }
  const server = createProbeServer({ port: health.port, host: health.host, probes });
  server.listen().then(
    (port) => logger.info(`Health probes on port ${port}: ${probes.map(({ path }) => path).join(", ")}`),
    (error) => logger.error(toError(error).message),
  );
  return { attach() {}, close: () => void server.close() };
}
