import { readdirSync, readFileSync } from "node:fs";

/**
 * Nanoseconds that all threads of a process ran on a core, in user and system mode: the scheduler's own accounting,
 * which has no ticks to round to, and which the process neither sees nor pays for. `/proc/<pid>/schedstat` is the main
 * thread's alone.
 */
export function cpuTimeNs(pid) {
  const tasks = `/proc/${pid}/task`;
  return readdirSync(tasks).reduce(
    (sum, task) => sum + Number(readFileSync(`${tasks}/${task}/schedstat`, "latin1").split(" ")[0]),
    0,
  );
}
