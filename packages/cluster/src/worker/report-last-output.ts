const KEPT = 4_096;

/**
 * Until the returned function is called: tells what the program said last when it ends or fails, for somebody who does
 * not see its output. The error that nobody caught, else the end of what was written to stdout and stderr. Node tells
 * nobody of a write, so `write` is wrapped; a pipe in its place would cost every line of the worker's life, and break
 * when the primary is killed.
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
      // `write` may have been wrapped again: that function calls ours, which passes the call on.
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
