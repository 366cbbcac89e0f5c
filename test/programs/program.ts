import { fileURLToPath } from "node:url";
import type { ShutdownReport } from "@x/graceful-core";
import type { RawClient } from "../../test-kit/raw-client.mjs";
import type { RequestOptions } from "../../test-kit/requests.mjs";
import { ServedProgram } from "../docs/served-program.js";
import { installOnce } from "./install-once.js";

/** Where their packages are installed. */
export const PACKAGES = fileURLToPath(new URL(".", import.meta.url));
export const FIXTURES = fileURLToPath(new URL("./fixtures/", import.meta.url));
const PRINT_REPORT = new URL("./fixtures/print-report.mjs", import.meta.url).href;
const REPORT = /^report (.*)/;

/** Installs what the programs import. For `beforeAll`, with `INSTALL_MS` as its bound. */
export const installPackages = () => installOnce(PACKAGES);

/** A program of `fixtures/`, in a process of its own. It prints `in flight` when its handler has a request. */
export class Program extends ServedProgram {
  constructor(file: string, environment: Readonly<Record<string, string>> = {}) {
    super({ folder: FIXTURES, file, environment, preload: [PRINT_REPORT] });
  }

  /** A request that has reached its handler, on a connection of its own. */
  async inFlight(path = "/", method = "GET", options: RequestOptions = {}): Promise<RawClient> {
    const client = (await this.connect()).request(method, path, options);
    await this.line(/^in flight$/);
    return client;
  }

  /** What was printed by the program itself, not by the logger. */
  get said(): string[] {
    return this.lines.filter((line) => !/^\[|^report |^ {2}|^$/.test(line));
  }

  /** The report of its shutdown, as JSON has it: without the errors. */
  async report(): Promise<ShutdownReport> {
    return JSON.parse((await this.line(REPORT))[1] ?? "");
  }
}
