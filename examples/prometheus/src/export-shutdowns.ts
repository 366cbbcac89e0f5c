import { subscribe, unsubscribe } from "node:diagnostics_channel";
import type { Cut, Phase, ShutdownReport } from "@x/graceful-core";
import { Counter, Gauge, type Registry } from "prom-client";

/**
 * What `graceful:*` tells of every lifecycle of this process, with a hand on none of them. Returns the undo.
 *
 * The metrics of the report come after the last release. A process that ends with its shutdown is not scraped any more
 * by then: they are for one that goes on (`exit: false`), and every other has its report in the log.
 */
export function exportShutdowns(registry: Registry): () => void {
  const registers = [registry];
  const phases = new Gauge({
    name: "graceful_phase_started_seconds",
    help: "When a shutdown came to a phase, as Unix time",
    labelNames: ["phase"],
    registers,
  });
  const cuts = new Counter({
    name: "graceful_cuts_total",
    help: "Requests, connections and holds that a shutdown cut",
    labelNames: ["kind"],
    registers,
  });
  const shutdowns = new Counter({
    name: "graceful_shutdowns_total",
    help: "Shutdowns by how they ended",
    labelNames: ["outcome"],
    registers,
  });
  const duration = new Gauge({
    name: "graceful_shutdown_duration_seconds",
    help: "How long the last shutdown took",
    registers,
  });
  // A counter that appears with its first event has no increase to alert on.
  for (const kind of ["request", "connection", "hold"]) cuts.inc({ kind }, 0);

  const onPhase = (message: unknown) => phases.setToCurrentTime({ phase: (message as Phase).name });
  const onCut = (message: unknown) => cuts.inc({ kind: (message as Cut).kind });
  const onReport = (message: unknown) => {
    const { outcome, durationMs } = message as ShutdownReport;
    shutdowns.inc({ outcome });
    duration.set(durationMs / 1_000);
  };
  subscribe("graceful:phase", onPhase);
  subscribe("graceful:cut", onCut);
  subscribe("graceful:report", onReport);
  return () => {
    unsubscribe("graceful:phase", onPhase);
    unsubscribe("graceful:cut", onCut);
    unsubscribe("graceful:report", onReport);
  };
}
