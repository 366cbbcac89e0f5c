import { Logger } from "@nestjs/common";
import type * as core from "@x/graceful-core";

const logger = new Logger("Graceful");

/** Logs with Nest's logger, also with one that was set by `app.useLogger()`. */
export const nestLogger: core.Logger = {
  info: (line) => logger.log(line),
  warn: (line) => logger.warn(line),
  error: (line) => logger.error(line),
};
