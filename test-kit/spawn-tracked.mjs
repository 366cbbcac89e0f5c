import { spawn } from "node:child_process";

const running = new Set();

/** Whatever ends this process, a failure or somebody's signal, nothing that it started is left behind. */
process.once("exit", () => {
  for (const child of running) child.kill("SIGKILL");
});
for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => process.exit(1));

/** `spawn`, for a child that does not outlive this process. */
export function spawnTracked(command, args, options) {
  const child = spawn(command, args, options);
  running.add(child);
  child.once("exit", () => running.delete(child));
  return child;
}
