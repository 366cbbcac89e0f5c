const ignore = () => {};

/**
 * Ignores errors of stdout and stderr: after Ctrl+C in `node server.js | tee log` the reader is gone. Otherwise the
 * next line of the log would be an uncaught error (EPIPE), and would end the process with every request in flight.
 * Returns the undo.
 */
export function ignoreBrokenOutput(): () => void {
  const streams = [process.stdout, process.stderr];
  for (const stream of streams) stream.on("error", ignore);
  return () => {
    for (const stream of streams) stream.off("error", ignore);
  };
}
