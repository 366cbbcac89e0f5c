import { knownServers } from "../adapter/known-servers.js";
import { systemClock } from "../clock.js";
import { toError } from "../errors.js";
import { createProbes } from "../health/create-probes.js";
import { createProbeServer } from "../health/probe-server.js";
import type { Logger } from "../logger.js";
import type { ResolvedPlan } from "../planning/resolve-plan.js";
import type { Server, Target } from "../target.js";
import type { LifecycleCore } from "./lifecycle-core.js";
import type { Startup } from "./startup.js";

export interface ProbeServing {
  /** Serves the probes on an app, unless they have a port of their own. */
  attach(target: Target): void;
  /**
   * The probes' own port, once they listen there; `undefined` if they have none or it cannot be used. Never rejects.
   */
  readonly port: Promise<number | undefined>;
  /** Closes the probes' own port. Not called if the process ends: then the probes answer to the end. */
  close(): void;
}

/** Serves the probes of a plan, either at once on a port of their own, or on each app that is attached. */
export function serveProbes(
  plan: ResolvedPlan,
  core: LifecycleCore,
  startup: Startup,
  logger: Logger,
): ProbeServing {
  const { health } = plan;
  const none: ProbeServing = { attach() {}, port: Promise.resolve(undefined), close() {} };
  if (!health) return none;

  const state = () => ({ started: startup.isStarted, shuttingDown: core.phase.name !== "serving" });
  const stopping = new AbortController();
  // From the first moment of the shutdown, before any lame duck, the checks have no influence.
  core.on("phase", () => stopping.abort());
  const probes = createProbes({
    health,
    state,
    signal: stopping.signal,
    clock: systemClock,
    onCheck: (change) => core.emit("check", change),
  });
  if (health.port === undefined) {
    return {
      ...none,
      attach(target) {
        for (const { path, probe } of probes) {
          target.probe(path, () => {
            core.probeAnswered();
            return probe();
          });
        }
      },
    };
  }
  const onServer = (created: Server) => void knownServers.claimed.add(created);
  const server = createProbeServer({ port: health.port, host: health.host, probes, onServer });
  const port = server.listen().then(
    (found) => {
      logger.info(`Health probes on port ${found}: ${probes.map(({ path }) => path).join(", ")}`);
      return found;
    },
    (error) => {
      logger.error(toError(error).message);
      return undefined;
    },
  );
  return { ...none, port, close: () => void server.close() };
}
