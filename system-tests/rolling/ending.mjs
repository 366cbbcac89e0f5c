const FORCED = /did not end by itself/;

/** How a process ended: `byItself` where nobody had to kill it, its own last resort included; and what it said. */
export function endingOf({ code, signal }, lines) {
  return {
    code: signal ?? code,
    byItself: signal === null && !lines.some((line) => FORCED.test(line)),
    lines,
  };
}
