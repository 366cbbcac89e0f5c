import type { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import type { ShutdownReport } from "@x/graceful-core";
import { bounded } from "../../test-kit/condition.mjs";
import { Program } from "../../test-kit/program.mjs";

const HAND_OVER_REPORT = new URL("fixtures/hand-over-report.mjs", import.meta.url).href;
const LISTENING = /listening (?:on|at) http:\/\/127\.0\.0\.1:(\d+)/;

/** The program of an example, as `npm run build` leaves it. */
export function builtExample(name: string): string {
  return fileURLToPath(new URL(`../../examples/${name}/dist/server.js`, import.meta.url));
}

/** An example as it runs in production: in a process of its own, driven by its port, its signals and its exit. */
export class ExampleProcess extends Program {
  readonly #report = text(this.stdio[3] as Readable);

  /** `env` and nothing else: no platform that these tests run on may change the split of the budget. */
  constructor(program: string, env: Record<string, string> = {}) {
    super(process.execPath, ["--import", HAND_OVER_REPORT, program], {
      env: { HOST: "127.0.0.1", PORT: "0", ...env },
      stdio: ["ignore", "pipe", "pipe", "pipe"],
    });
  }

  async port(pattern = LISTENING): Promise<number> {
    return Number((await this.line(pattern))[1]);
  }

  async report(): Promise<ShutdownReport> {
    return JSON.parse(await bounded("the report", this.#report)) as ShutdownReport;
  }

  /** For the end of a test, however it went. */
  close(): void {
    this.kill();
  }
}
