const KEPT = 4_096;

/**
 * Calls `report` when the process exits, with the uncaught error, or else with the end of what was written to stdout
 * and stderr. The primary shows it to users who do not see the output of the worker. Ends when the returned function is
 * called.
 *
 * Node has no event for a write, so `write` is wrapped. A pipe instead would make every line slower as long as the
 * worker runs, and would break when the primary is killed.
 */
export function reportLastOutput(report: (text: string) => void): () => void {
  let output = "";
  const undo = [process.stdout, process.stderr].map((stream) => {
    const { write } = stream;
    const wrapped = function (this: typeof stream, ...args: Parameters<typeof write>) {
      output = `${output}${args[0]}`.slice(-KEPT);
      return write.apply(this, args);
    } as typeof write;
    stream.write = wrapped;
    return () => {
      // If `write` was wrapped again, it stays: the outer wrapper calls this one, which passes the call on.
      if (stream.write === wrapped) stream.write = write;
    };
  });
  const onError = (error: unknown) => {
    output = error instanceof Error ? `${error.stack}` : String(error);
  };
  const onExit = () => {
    if (output) report(output);
  };
  process.on("uncaughtExceptionMonitor", onError);
  process.on("exit", onExit);
  return () => {
    output = "";
    process.off("uncaughtExceptionMonitor", onError);
    process.off("exit", onExit);
    for (const step of undo) step();
  };
}
