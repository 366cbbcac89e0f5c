import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { spawnTracked } from "./spawn-tracked.mjs";

const SERVER = fileURLToPath(new URL("../system-tests/demo/server.mjs", import.meta.url));
const START_MS = 20_000;
/** Longer than any server here gives itself, 27 s in a pod: whoever is still there then hangs for good. */
const HANG_MS = 30_000;

/**
 * A server in a process of its own, driven by what a real one is driven by: its port, signals and its exit. No IPC
 * channel, which would be one more thing that keeps it alive.
 */
export class ServerProcess {
  /** What it printed, line by line, stdout and stderr. */
  lines = [];
  signalledAt;
  /** Resolves to `{ code, signal, at }` when its last output was read, too. Never rejects. */
  exited;
  /** Resolves to the port, once the server printed it. */
  listening;
  #child;
  #onLine;

  constructor(child) {
    this.#child = child;
    this.exited = new Promise((resolve) => {
      child.once("exit", (code, signal) => {
        const at = performance.now();
        child.once("close", () => resolve({ code, signal, at }));
      });
    });
    this.listening = new Promise((resolve, reject) => {
      const fail = () => reject(new Error(`the server did not start:\n${this.lines.join("\n")}`));
      const bound = setTimeout(fail, START_MS);
      child.once("close", fail);
      this.#onLine = (line) => {
        const port = /^listening on (\d+)$/.exec(line)?.[1];
        if (port === undefined) return this.lines.push(line);
        clearTimeout(bound);
        resolve(Number(port));
      };
    });
    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream }).on("line", (line) => this.#onLine(line));
    }
  }

  sigterm() {
    this.signalledAt = performance.now();
    this.#child.kill("SIGTERM");
    const hang = setTimeout(() => this.#child.kill("SIGKILL"), HANG_MS);
    this.exited.then(() => clearTimeout(hang));
  }

  /** For what must be gone, whatever it still does. */
  kill() {
    this.#child.kill("SIGKILL");
  }
}

/** Starts `demo/server.mjs`, or another one, with an app of `demo/apps`; `shutdown` is `naive` or `graceful`. */
export function startServer(framework, shutdown, { program = SERVER, env } = {}) {
  return spawnServer([program, framework, shutdown], env);
}

/** Starts any script that prints `listening on <port>`, by the arguments of `node`. */
export function spawnServer(args, env = process.env) {
  const stdio = ["ignore", "pipe", "pipe"];
  return new ServerProcess(spawnTracked(process.execPath, args, { stdio, env }));
}
