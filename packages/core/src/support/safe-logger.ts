import type { Logger } from "../logger.js";
import { callOut } from "./call-out.js";

/** A logger that throws must not stop a shutdown. */
export function guarded(logger: Logger): Logger {
  // There is nowhere left to say it.
  const ignore = () => {};
  const guard = (level: keyof Logger) => (line: string) => callOut(() => logger[level](line), ignore);
  return { info: guard("info"), warn: guard("warn"), error: guard("error") };
}
