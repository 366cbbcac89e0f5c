import { isatty } from "node:tty";

const ERASE_BELOW = "\r\u001b[J";
const UP = "\u001b[A\r";
const REDRAW_MS = 100;

/** One line of a terminal that is redrawn in place while something is under way. */
export interface StatusLine {
  start(): void;
  end(): void;
}

/**
 * The cursor rests on an empty line above it: what the workers print, to the same terminal and past this process, falls
 * there. Not in CI, which keeps what is redrawn line by line.
 */
export function createStatusLine(env: NodeJS.ProcessEnv, text: () => string): StatusLine {
  const terminal = isatty(2) && env.TERM !== "dumb" && !env.CI ? process.stderr : undefined;
  let timer: NodeJS.Timeout | undefined;
  const draw = () => {
    const line = text().slice(0, Math.max(0, (terminal?.columns || 80) - 1));
    terminal?.write(`${ERASE_BELOW}\n${line}${UP}`);
  };
  return {
    start() {
      if (terminal) timer ??= setInterval(draw, REDRAW_MS).unref();
    },
    end() {
      if (timer) terminal?.write(ERASE_BELOW);
      clearInterval(timer);
      timer = undefined;
    },
  };
}
