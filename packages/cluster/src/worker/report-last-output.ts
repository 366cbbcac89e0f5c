const KEPT = 4_096;

/** Frames of Node itself, which are most of the stack of an error in a module that does not load. */
const NODE_FRAMES = /\n +at [^\n]*\bnode:internal\/[^\n]*/g;

/** After the reason for an end, to which the output may be only an addition. */
const KEPT_AFTER_REASON = 1_500;

/**
 * Calls `report` when the process exits, with the uncaught error, or else with the end of what was written: to stdout
 * and stderr before the worker is ready, later to stderr, and then only if the exit code is not 0. The primary shows it
 * to users who do not see the output of the worker. Call the returned function when the worker is ready. `reasonOf`:
 * why the process ends, if that is known.
 *
 * Node has no event for a write, so `write` is wrapped. With a pipe to the primary, every line would be slower, a
 * primary that stands still would stop its workers, and the pipe would break when the primary is killed. So what Node
 * prints when it aborts is only in the output of the worker.
 */
export function reportLastOutput(
  report: (text: string) => void,
  reasonOf: () => string | undefined,
): () => void {
  let output = "";
  let isReady = false;
  const keep = (chunk: unknown) => {
    const end = typeof chunk === "string" || chunk instanceof Uint8Array ? chunk.slice(-KEPT) : "";
    output = `${output}${typeof end === "string" ? end : Buffer.from(end)}`.slice(-KEPT);
  };
  const undoStdout = afterWrite(process.stdout, keep);
  afterWrite(process.stderr, keep);
  process.on("uncaughtExceptionMonitor", (error: unknown) => {
    output = error instanceof Error ? `${error.stack}`.replace(NODE_FRAMES, "") : String(error);
  });
  process.on("exit", (code) => {
    const reason = reasonOf();
    if (reason !== undefined) report(`${reason}\n${output.slice(-KEPT_AFTER_REASON)}`.trim());
    else if (output && (code !== 0 || !isReady)) report(output);
  });
  return () => {
    isReady = true;
    output = "";
    undoStdout();
  };
}

/** Calls `run` with everything that is written to a stream, until the returned function is called. */
function afterWrite(stream: NodeJS.WriteStream, run: (chunk: unknown) => void): () => void {
  const { write } = stream;
  const wrapped = function (this: typeof stream, ...args: Parameters<typeof write>) {
    run(args[0]);
    return write.apply(this, args);
  } as typeof write;
  stream.write = wrapped;
  return () => {
    // If `write` was wrapped again, it stays: the outer wrapper calls this one, which passes the call on.
    if (stream.write === wrapped) stream.write = write;
  };
}
