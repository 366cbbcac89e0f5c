import { Logger } from "@nestjs/common";
import type * as core from "@x/graceful-core";

const logger = new Logger("Graceful");

/** Nest's own logger, which `app.useLogger()` replaces for it too. */
export const nestLogger: core.Logger = {
  info: (line) => logger.log(line),
  warn: (line) => logger.warn(line),
  error: (line) => logger.error(line),
};
