import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import type { RawClient } from "../../test-kit/raw-client.mjs";
import type { RequestOptions } from "../../test-kit/requests.mjs";
import { ServedBlock } from "../docs/served-block.js";
import type { Start } from "../docs/served-program.js";
import { installOnce } from "../programs/install-once.js";

const OWN = fileURLToPath(new URL(".", import.meta.url));

/**
 * Where the packages of the pages are installed, and below which their programs are run: here, beside ours as links, or
 * by `npm run test:packed` in a folder that was empty.
 */
export const HERE = process.env.PAGES_FOLDER ?? OWN;

/** Resolves as a program of a page does. */
export const requireHere = createRequire(`${HERE}package.json`);

/** Milliseconds for a hook that installs them, or waits for that: Next and OpenTelemetry are most of 800 MB. */
export const INSTALL_MS = 600_000;

/** For `beforeAll`, with `INSTALL_MS` as its bound. */
export const installPackages = () => installOnce(OWN);

/**
 * The program of a page of `docs/with`, as it stands there, in a process of its own. It prints `in flight` where a
 * request has reached what takes its time.
 */
export class Page extends ServedBlock {
  constructor(page: string, start: Partial<Start> = {}, file = "server.js") {
    super(`docs/with/${page}.md`, file, { ...start, home: `${HERE}node_modules/.cache` });
  }

  /** A request that has reached what takes its time, on a connection of its own. */
  async inFlight(path = "/", method = "GET", options: RequestOptions = {}): Promise<RawClient> {
    const client = await this.connect();
    client.request(method, path, options);
    await this.line(/^in flight$/);
    return client;
  }

  /** What was printed by the program itself, not by the logger. */
  get said(): string[] {
    return this.lines.filter((line) => !/^\[|^ {2}|^$/.test(line));
  }
}
