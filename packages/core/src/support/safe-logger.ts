import type { Logger } from "../logger.js";
import { callSafely } from "./call-safely.js";

/** A logger that throws must not stop a shutdown. */
export function safeLogger(logger: Logger): Logger {
  // There is no other place to log it.
  const ignore = () => {};
  const guard = (level: keyof Logger) => (line: string) => callSafely(() => logger[level](line), ignore);
  return { info: guard("info"), warn: guard("warn"), error: guard("error") };
}
