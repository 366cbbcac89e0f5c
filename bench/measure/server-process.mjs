import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { spawnTracked } from "../../test-kit/spawn-tracked.mjs";

const SERVER = fileURLToPath(new URL("../server.mjs", import.meta.url));
const BOUND_MS = 60_000;

/** A set-up of `peers/` in a process of its own: its port, its answers, the signal, its exit. */
export class ServerProcess {
  port;
  #child;
  #control;
  #waiting = new Map();
  #errors = "";
  exited;

  static async start(peer, nodeArgs = []) {
    const server = new ServerProcess(peer, nodeArgs);
    server.port = await server.told("port");
    return server;
  }

  constructor(peer, nodeArgs) {
    const child = spawnTracked(process.execPath, [...nodeArgs, SERVER, peer], {
      stdio: ["ignore", "ignore", "pipe", "pipe"],
    });
    this.#child = child;
    this.#control = /** @type {import("node:net").Socket} */ (child.stdio[3]);
    child.stderr?.on("data", (text) => {
      this.#errors += text;
    });
    // Written by a process that is ending.
    this.#control.on("error", () => {});
    createInterface({ input: this.#control }).on("line", (line) => {
      for (const [what, value] of Object.entries(JSON.parse(line))) {
        this.#waiting.get(what)?.resolve(value);
        this.#waiting.delete(what);
      }
    });
    this.exited = once(child, "exit").then(([code, signal]) => {
      const at = performance.now();
      // What it wrote last may still be on its way.
      for (const [what, { reject }] of this.#waiting)
        setTimeout(() => reject(new Error(`${peer} exited without "${what}"\n${this.#errors}`)), 100);
      return { code, signal, at };
    });
  }

  get pid() {
    return this.#child.pid;
  }

  /** Resolves to what the server tells by that name. */
  told(what) {
    return new Promise((resolve, reject) => {
      const bound = setTimeout(() => reject(new Error(`no "${what}" in ${BOUND_MS} ms`)), BOUND_MS);
      const settled = (settle) => (value) => {
        clearTimeout(bound);
        settle(value);
      };
      this.#waiting.set(what, { resolve: settled(resolve), reject: settled(reject) });
    });
  }

  ask(order) {
    const answer = this.told(order);
    this.#control.write(`${order}\n`);
    return answer;
  }

  sigterm() {
    this.#child.kill("SIGTERM");
  }

  async kill() {
    this.#child.kill("SIGKILL");
    await this.exited;
  }
}
