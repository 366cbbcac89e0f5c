import type { Stats } from "../stats.js";
import type { Status } from "./format-status.js";

/** In their order. */
const PHASES: readonly Status["phase"][] = ["lame-duck", "draining", "releasing"];

/** Merges the status of several lifecycles. The phase is the earliest one that any of them is in. */
export function mergeStatus(all: readonly Status[]): Status | undefined {
  const [first, ...others] = [...all].sort((a, b) => PHASES.indexOf(a.phase) - PHASES.indexOf(b.phase));
  if (!first) return undefined;
  return others.reduce<Status>(
    (merged, { phase, leftMs, stats, releases }) => ({
      phase: merged.phase,
      leftMs: phase === merged.phase ? Math.max(merged.leftMs, leftMs) : merged.leftMs,
      stats: mergeStats(merged.stats, stats),
      releases: [...merged.releases, ...releases],
    }),
    first,
  );
}

function mergeStats(a: Stats, b: Stats): Stats {
  const connections = { ...a.connections };
  for (const state of Object.keys(connections) as (keyof typeof connections)[]) {
    connections[state] += b.connections[state];
  }
  const [oldest] = [a, b].flatMap((stats) => stats.requests.oldest ?? []).sort((x, y) => y.ageMs - x.ageMs);
  const inFlight = a.requests.inFlight + b.requests.inFlight;
  const probes = a.requests.probes + b.requests.probes;
  return {
    connections,
    requests: { inFlight, probes, ...(oldest && { oldest }) },
    holds: [...a.holds, ...b.holds],
  };
}
