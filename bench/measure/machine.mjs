import { readFileSync } from "node:fs";
import { availableParallelism, cpus, totalmem } from "node:os";

/** What a reader has to know of where results come from, and nothing that names the machine. */
export function describeMachine() {
  const [{ model = "unknown" } = {}] = cpus();
  return {
    node: process.version,
    platform: `${process.platform} ${process.arch}`,
    cpu: model.trim(),
    cores: availableParallelism(),
    memoryGB: Math.round(totalmem() / 2 ** 30),
  };
}

/** How many descriptors a process may have: Node itself raises its limit to the hard one. */
export function descriptorLimit() {
  try {
    const limit = /^Max open files\s+\S+\s+(\S+)/m.exec(readFileSync("/proc/self/limits", "latin1"))?.[1];
    return limit === "unlimited" ? Infinity : Number(limit);
  } catch {
    return Infinity;
  }
}
