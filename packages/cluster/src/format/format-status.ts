import type { ClusterStatus, WorkerStatus } from "../status.js";

/** The status as text: one line for the program, then one for each worker. */
export function formatStatus(status: ClusterStatus): string {
  const { mode, wanted, generation, died, workers, program, pid, lastReload } = status;
  const ready = workers.filter(({ state }) => state === "ready");
  const versions = [...new Set(ready.map((worker) => worker.generation))].sort((a, b) => a - b);
  const version =
    versions.length > 1 ? `versions ${versions.join(" and ")}` : `version ${versions[0] ?? generation}`;
  const reload = lastReload ? `, last reload ${describeReload(lastReload)}` : "";
  return [
    `${program} (pid ${pid}): ${mode}, ${ready.length} of ${wanted} workers ready, ${version}, ${died} died${reload}`,
    ...table(workers.map(row)),
  ].join("\n");
}

function describeReload(reload: NonNullable<ClusterStatus["lastReload"]>): string {
  const to = `to version ${reload.generation}`;
  return reload.outcome === "aborted"
    ? `${to} aborted: ${reload.reason.split("\n", 1)[0]}`
    : `${to} ${reload.outcome}`;
}

const HEAD = ["worker", "pid", "version", "state", "age", "in flight", "connections", "memory"];

function row({ id, pid, generation, state, ageMs, numbers }: WorkerStatus): string[] {
  return [
    String(id),
    String(pid ?? "-"),
    String(generation),
    state,
    formatAge(ageMs),
    String(numbers?.requestsInFlight ?? "-"),
    String(numbers?.connections ?? "-"),
    numbers ? `${Math.round(numbers.rssBytes / 2 ** 20)} MB` : "-",
  ];
}

function table(rows: string[][]): string[] {
  const all = [HEAD, ...rows];
  const widths = HEAD.map((_, i) => Math.max(...all.map((cells) => cells[i]?.length ?? 0)));
  return all.map((cells) => `  ${cells.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join("  ")}`.trimEnd());
}

/** `4 s`, `12 m`, `3 h`, `2 d`. */
function formatAge(ms: number): string {
  const units = [
    [86_400_000, "d"],
    [3_600_000, "h"],
    [60_000, "m"],
  ] as const;
  const [size, unit] = units.find(([unitMs]) => ms >= unitMs) ?? [1_000, "s"];
  return `${Math.floor(ms / size)} ${unit}`;
}
