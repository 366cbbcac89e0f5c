import { fileURLToPath } from "node:url";
import { Program } from "./program.mjs";

const SERVER = fileURLToPath(new URL("../system-tests/demo/server.mjs", import.meta.url));
const LISTENING = /^listening on (\d+)$/;
/** Longer than any budget here, of which the longest is 27 s in a pod. A server that still runs then hangs. */
const HANG_MS = 30_000;

/**
 * A server in a process of its own that prints `listening on <port>`. It is used through its port, signals and exit
 * only. The lines with a port are not among its `lines`.
 */
export class ServerProcess extends Program {
  /** @type {number | undefined} */
  signalledAt;
  /** @type {number[]} */
  #ports = [];

  /** Resolves to the port when the server has printed it. */
  get listening() {
    return this.port();
  }

  /** Resolves to `{ code, signal, at }` when its output was read, too. Never rejects. */
  get exited() {
    return this.ended.then((exit) => ({ ...exit, at: this.exitedAt ?? 0 }));
  }

  /** The port of the first server that listens, or of the one that is the `nth`. */
  port(nth = 1) {
    return this.until(`port ${nth}`, () => this.#ports[nth - 1]);
  }

  /** Kills the process if it does not end in time. */
  sigterm() {
    this.signalledAt = performance.now();
    this.kill("SIGTERM");
    const hang = setTimeout(() => this.kill(), HANG_MS);
    this.ended.then(() => clearTimeout(hang));
  }

  /**
   * @protected
   * @override
   * @param {string} line
   */
  hear(line) {
    const port = LISTENING.exec(line)?.[1];
    if (port === undefined) super.hear(line);
    else this.#ports.push(Number(port));
  }
}

/**
 * Starts `demo/server.mjs`, or another one, with an app of `system-tests/apps`.
 * @param {string} framework
 * @param {string} shutdown `naive` or `graceful`
 * @param {{ program?: string, env?: NodeJS.ProcessEnv }} [options]
 */
export function startServer(framework, shutdown, { program = SERVER, env } = {}) {
  return spawnServer([program, framework, shutdown], env);
}

/**
 * Starts any script that prints `listening on <port>`, by the arguments of `node`.
 * @param {readonly string[]} args
 * @param {NodeJS.ProcessEnv} [env]
 */
export function spawnServer(args, env = process.env) {
  return new ServerProcess(process.execPath, args, { env });
}
