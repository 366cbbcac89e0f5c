/**
 * Calls `run` when the process ends before the returned function is called, by `process.exit()` or an uncaught error.
 * An exit code 0 becomes 1: whatever had to wait is lost by then.
 */
export function onSuddenEnd(run: (exitCode: number) => void): () => void {
  const onExit = (exitCode: number) => {
    process.exitCode = exitCode === 0 ? 1 : exitCode;
    run(process.exitCode);
  };
  process.on("exit", onExit);
  return () => process.off("exit", onExit);
}
