import { callOut } from "./call-out.js";

/** Anything that takes a line of text at three levels: `console`, pino, winston, a framework's own logger. */
export interface Logger {
  info(line: string): void;
  warn(line: string): void;
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
