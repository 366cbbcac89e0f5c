import { callOut } from "./support/call-out.js";

/**
 * Anything that takes a line of text at three levels: `console`, pino, winston, a framework's own logger. A line is one line, and what
 * came from outside is escaped in it. What it throws is ignored; a promise that it returns is not waited for.
 */
export interface Logger {
  /** The signal with what is open and how the budget is split, and the end of a clean shutdown. */
  info(line: string): void;
  /** What was cut, the end of a shutdown that was not clean, a second signal, a server that was not found. */
  warn(line: string): void;
  /** What the application gave us and failed: a release, `onDrain`, a listener; and what crashed. */
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

/** A logger that throws must not stop a shutdown. */
export function guarded(logger: Logger): Logger {
  // There is nowhere left to say it.
  const ignore = () => {};
  const guard = (level: keyof Logger) => (line: string) => callOut(() => logger[level](line), ignore);
  return { info: guard("info"), warn: guard("warn"), error: guard("error") };
}
