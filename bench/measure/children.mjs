const running = new Set();

// Whatever ends this process, a failure or somebody's signal, no process that it started is left behind.
process.once("exit", () => {
  for (const child of running) child.kill("SIGKILL");
});
for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => process.exit(1));

/** Ends a child process with this one at the latest. */
export function leaveNoneBehind(child) {
  running.add(child);
  child.once("exit", () => running.delete(child));
  return child;
}
