import { Logger } from "@nestjs/common";
import type * as core from "@x/graceful-core";

class InfoLogger extends Logger {
  info(line: string): void {
    this.log(line);
  }
}

/** Logs with Nest's logger, also with one that was set by `app.useLogger()`. */
export const nestLogger: core.Logger = new InfoLogger("Graceful");
