/**
 * Anything that takes a line of text at three levels: `console`, pino, winston, a framework's own logger. Lines contain
 * no line feeds, and text from outside is escaped. What a logger throws is ignored, and a promise that it returns is
 * not awaited.
 */
export interface Logger {
  /**
   * The signal, with what is open and the split of the budget; the end of a clean shutdown; a check that passes again.
   */
  info(line: string): void;
  /**
   * A check that fails; what was cut; the end of a shutdown that was not clean; a second signal; a server that was not
   * found.
   */
  warn(line: string): void;
  /** A failure of the application's own code: a release, `beforeDrain`, `onDrain`, a listener; and a crash. */
  error(line: string): void;
}

const logged = (level: keyof Logger) => (line: string) => console[level](`[graceful] ${line}`);

/** The default logger: `info` goes to stdout, the others to stderr. */
export const consoleLogger: Logger = { info: logged("info"), warn: logged("warn"), error: logged("error") };

export const silentLogger: Logger = { info() {}, warn() {}, error() {} };
