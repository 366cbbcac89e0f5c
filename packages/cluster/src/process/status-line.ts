import { isatty } from "node:tty";

const ERASE_BELOW = "\r\u001b[J";
const UP = "\u001b[A\r";
const REDRAW_MS = 100;

/** One line of a terminal that is redrawn in place during a reload or a stop. */
export interface StatusLine {
  start(): void;
  end(): void;
}

/**
 * The cursor stays on an empty line above the status line. Workers print to the same terminal without this process, so
 * their output goes there. There is no status line in CI, whose log would keep every redraw.
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
