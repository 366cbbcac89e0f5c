/**
 * Calls `run` when the process ends before the returned function is called: somebody called `process.exit()`, or an error that
 * nobody caught ended it. What has to wait for anything is lost by then, so 0 would be a lie for an exit code: 1 it is.
 */
export function onSuddenEnd(run: (exitCode: number) => void): () => void {
  const onExit = (exitCode: number) => {
    process.exitCode = exitCode === 0 ? 1 : exitCode;
    run(process.exitCode);
  };
  process.on("exit", onExit);
  return () => process.off("exit", onExit);
}
