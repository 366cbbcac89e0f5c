/**
 * Calls `run` when the process ends before the returned function is called, by `process.exit()` or an uncaught error.
 * The process ends with the exit code that `run` returns.
 */
export function onSuddenEnd(run: (exitCode: number) => number): () => void {
  const onExit = (exitCode: number) => {
    process.exitCode = exitCode;
    process.exitCode = run(exitCode);
  };
  process.on("exit", onExit);
  return () => process.off("exit", onExit);
}
