import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { codeBlocks } from "./code-blocks.js";
import { isScript } from "./compile-blocks.js";
import { root } from "./markdown-files.js";

const TELL_PORT = fileURLToPath(new URL("./fixtures/tell-port.mjs", import.meta.url));
/** Below `node_modules`, so that the built packages are found by their names; each block in a folder of its own. */
const CACHE = `${root}node_modules/.cache`;

/**
 * A block of the documentation, run as it stands: copied into a file beside the other named blocks of its page, and started
 * with `node`.
 */
export class ServedBlock implements Disposable {
  readonly folder: string;
  /** Line by line, stdout and stderr together, without the one that tells the port. */
  readonly lines: string[] = [];
  readonly exited: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
  private readonly process: ChildProcess;
  private readonly sockets: Socket[] = [];
  private heard = () => {};

  /** `launcher`: a command that starts what stands behind it, as `systemd-socket-activate` does. */
  constructor(
    path: string,
    name: string,
    environment: Readonly<Record<string, string | undefined>> = {},
    launcher: readonly string[] = [],
  ) {
    const block = codeBlocks(path).find((one) => one.name === name);
    if (!block) throw new Error(`${path} has no block that is named ${name}`);
    mkdirSync(CACHE, { recursive: true });
    this.folder = mkdtempSync(`${CACHE}/docs-`);
    writeFileSync(`${this.folder}/package.json`, '{ "type": "module" }');
    // Backwards, since a page may show a second version of what it names: the first one stays.
    for (const one of codeBlocks(path).filter(isScript).reverse()) {
      if (one.name) writeFileSync(`${this.folder}/${one.name}`, one.code);
    }
    const [command = "", ...args] = [...launcher, process.execPath, "--import", TELL_PORT, name];
    this.process = spawn(command, args, {
      cwd: this.folder,
      // Nothing of the machine that runs the tests: the budget would depend on its platform.
      env: { PATH: process.env.PATH, PORT: "0", ...environment },
      stdio: ["ignore", "pipe", "pipe"],
    });
    for (const stream of [this.process.stdout, this.process.stderr]) {
      if (stream) createInterface({ input: stream }).on("line", (line) => this.hear(line));
    }
    // `close`, not `exit`: then everything it printed was read.
    this.exited = new Promise((resolve) => {
      this.process.once("close", (code, signal) => {
        resolve({ code, signal });
        this.heard();
      });
    });
  }

  /** The first line that matches, past or to come; rejects where the process ends without one. */
  async line(pattern: RegExp): Promise<string> {
    for (;;) {
      const found = this.lines.find((line) => pattern.test(line));
      if (found !== undefined) return found;
      const { exitCode, signalCode } = this.process;
      if (exitCode !== null || signalCode !== null)
        throw new Error(`no line like ${pattern} in\n${this.lines.join("\n")}`);
      await new Promise<void>((resolve) => {
        this.heard = resolve;
      });
    }
  }

  /** A connection on which `text` was sent. */
  async send(
    text: string,
  ): Promise<{ socket: Socket; whole: Promise<string>; has(part: string): Promise<void> }> {
    const port = Number((await this.line(/^listening on/)).split(" ").pop());
    const socket = connect({ port, host: "127.0.0.1" });
    this.sockets.push(socket);
    let received = "";
    let grew = () => {};
    socket.setEncoding("utf8").on("data", (chunk: string) => {
      received += chunk;
      grew();
    });
    const whole = new Promise<string>((resolve, reject) => {
      socket.once("end", () => resolve(received));
      socket.once("error", reject);
    });
    socket.write(text);
    const has = async (part: string) => {
      while (!received.includes(part)) {
        await new Promise<void>((resolve) => {
          grew = resolve;
        });
      }
    };
    return { socket, whole, has };
  }

  signal(signal: NodeJS.Signals): void {
    this.process.kill(signal);
  }

  [Symbol.dispose](): void {
    for (const socket of this.sockets) socket.destroy();
    this.process.kill("SIGKILL");
    rmSync(this.folder, { recursive: true, force: true });
  }

  private hear(line: string): void {
    this.lines.push(line);
    this.heard();
  }
}
