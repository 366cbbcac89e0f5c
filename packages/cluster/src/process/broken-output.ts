const ignore = () => {};

/**
 * Ignores errors of stdout and stderr until the returned function is called: workers are supervised also when the
 * reader of the log is gone, as `tee` is after Ctrl+C.
 */
export function ignoreBrokenOutput(): () => void {
  const streams = [process.stdout, process.stderr];
  for (const stream of streams) stream.on("error", ignore);
  return () => {
    for (const stream of streams) stream.off("error", ignore);
  };
}
