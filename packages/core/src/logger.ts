/**
 * Anything that takes a line of text at three levels: `console`, pino, winston, a framework's own logger. A line has no
 * line feeds, and text from outside is escaped in it. What a logger throws is ignored; a promise that it returns is not
 * waited for.
 */
export interface Logger {
  /**
   * The signal with what is open and how the budget is split, the end of a clean shutdown, a check that passes again.
   */
  info(line: string): void;
  /**
   * A check that fails, what was cut, the end of a shutdown that was not clean, a second signal, a server that was not
   * found.
   */
  warn(line: string): void;
  /** What the application gave us and failed: a release, `beforeDrain`, `onDrain`, a listener; and what crashed. */
  error(line: string): void;
}

const PREFIX = "[graceful]";

/** The default: one plain line each, `info` to stdout, the others to stderr. */
export const consoleLogger: Logger = {
  info: (line) => console.info(`${PREFIX} ${line}`),
  warn: (line) => console.warn(`${PREFIX} ${line}`),
  error: (line) => console.error(`${PREFIX} ${line}`),
};

export const silentLogger: Logger = { info() {}, warn() {}, error() {} };
