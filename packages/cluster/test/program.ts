import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach } from "vitest";
import type { Program as Forked } from "../../../test-kit/program.mjs";
import { forkFile } from "../../core/test/forked.js";
import { ask } from "../src/control/ask.js";
import type { ClusterStatus, ReloadResult } from "../src/status.js";

export const MAIN = fileURLToPath(new URL("../dist/main.js", import.meta.url));
const MODULES = fileURLToPath(new URL("../../../node_modules", import.meta.url));

const folders: string[] = [];

/** Call it in every file that makes a program: its folder goes with the test. */
export function removeFoldersAfterEach(): void {
  afterEach(() => {
    for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
  });
}

/** A program in a folder of its own, to be edited while it runs, under graceful-cluster. */
export class Program {
  readonly folder = mkdtempSync(join(tmpdir(), "graceful-cluster-"));
  readonly control = join(this.folder, "control");
  #forked: Forked | undefined;

  constructor(text: string) {
    folders.push(this.folder);
    symlinkSync(MODULES, join(this.folder, "node_modules"), "junction");
    this.write(text);
  }

  get file(): string {
    return join(this.folder, "server.mjs");
  }

  write(text: string): void {
    writeFileSync(this.file, text);
  }

  start(args: readonly string[] = [], env: NodeJS.ProcessEnv = {}): this {
    const own = ["--control", this.control, ...args];
    this.#forked = forkFile(MAIN, { args: [...own, this.file], env: { PORT: "0", ...env } });
    return this;
  }

  get primary(): Forked {
    if (!this.#forked) throw new Error("It was not started");
    return this.#forked;
  }

  /** Resolves to the port that its workers share, once as many as that serve. */
  async serving(): Promise<number> {
    await this.primary.line(/workers? serves?$/);
    const [, port] = await this.primary.line(/^port (\d+)/);
    return Number(port);
  }

  async status(): Promise<ClusterStatus> {
    const answer = await ask(this.control, { command: "status" });
    if (!("status" in answer)) throw new Error(JSON.stringify(answer));
    return answer.status;
  }

  /** Resolves when so many requests are in flight in all workers together. */
  async inFlight(count: number): Promise<void> {
    for (;;) {
      const { workers } = await this.status();
      const sum = workers.reduce((total, { numbers }) => total + (numbers?.requestsInFlight ?? 0), 0);
      if (sum >= count) return;
    }
  }

  async reload(): Promise<ReloadResult> {
    const answer = await ask(this.control, { command: "reload" });
    if (!("reload" in answer)) throw new Error(JSON.stringify(answer));
    return answer.reload;
  }
}

/**
 * A server with routes for what tests need: `/` answers with its version and pid, `/slow` after 800 ms, `/hang`
 * never, `/block` stands still for good. `isGraceful`: with Graceful; `more`: code behind all of it.
 */
export function server(version: string, { isGraceful = true, more = "", plan = "{}" } = {}): string {
  return `
import { createServer } from "node:http";
${isGraceful ? 'import { graceful } from "@x/graceful-core";' : ""}
const server = createServer((request, response) => {
  if (request.url === "/slow") return setTimeout(() => response.end("slow"), 800);
  if (request.url === "/hang") return response.flushHeaders();
  if (request.url === "/block") for (;;);
  if (request.url === "/die") return setImmediate(() => { throw new Error("died of /die"); });
  if (request.url === "/large") globalThis.large = Array.from({ length: 20 }, () => Buffer.alloc(2 ** 23, "x"));
  response.end("${version} " + process.pid);
});
${isGraceful ? `const lifecycle = graceful(server, ${plan});` : ""}
server.listen(Number(process.env.PORT), "127.0.0.1", () => console.log("port " + server.address().port));
${more}
`;
}
