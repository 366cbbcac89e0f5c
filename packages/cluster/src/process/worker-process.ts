import cluster, { type Worker as NodeWorker } from "node:cluster";
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import {
  type FromPrimary,
  type FromWorker,
  SETTINGS_VARIABLE,
  unwrap,
  WORKER_VARIABLE,
  type WorkerSettings,
  wrap,
} from "../messages.js";
import type { ResolvedOptions } from "../options.js";
import type { Ending } from "../supervisor/events.js";

const PRELOAD = fileURLToPath(new URL("./preload.cjs", import.meta.url));

/** Of our own: what systemd has said to the primary is not for its workers. */
const NOT_FOR_WORKERS = { NOTIFY_SOCKET: undefined, WATCHDOG_USEC: undefined, WATCHDOG_PID: undefined };

const ignore = () => {};

export interface WorkerListener {
  onMessage(message: FromWorker): void;
  /** Once, also where it could not be started. */
  onExit(ending: Ending): void;
}

/** One worker as a real process of `node:cluster`. */
export class WorkerProcess {
  readonly #worker: NodeWorker;
  #said: string | undefined;
  #isStopped = false;

  /** Starts it: the program, its environment and the options of `node` as they are now. */
  constructor(id: number, program: string, options: ResolvedOptions, listener: WorkerListener) {
    const { env = {}, execArgv = process.execArgv, cwd, ready, budgetMs, args = [] } = options;
    // What Node says of it is that there is no `node`.
    if (cwd !== undefined && !existsSync(cwd)) throw new Error(`There is no folder ${cwd}`);
    const settings: WorkerSettings = {
      ...(ready !== undefined && { readyPath: ready }),
      ...(budgetMs !== undefined && { budgetMs }),
    };
    cluster.setupPrimary({
      exec: resolve(cwd ?? ".", program),
      args: [...args],
      execArgv: ["--require", PRELOAD, ...(typeof execArgv === "function" ? execArgv() : execArgv)],
      silent: false,
      ...(cwd !== undefined && { cwd }),
    });
    this.#worker = cluster.fork({
      ...NOT_FOR_WORKERS,
      ...(typeof env === "function" ? env() : env),
      [WORKER_VARIABLE]: String(id),
      [SETTINGS_VARIABLE]: JSON.stringify(settings),
    });
    let hasEnded = false;
    const end = (ending: Ending) => {
      if (hasEnded) return;
      hasEnded = true;
      listener.onExit(this.#said === undefined ? ending : { ...ending, said: this.#said });
    };
    this.#worker.on("message", (raw: unknown) => {
      const message = unwrap<FromWorker>(raw);
      if (message?.type === "said") this.#said = message.text;
      else if (message) listener.onMessage(message);
    });
    this.#worker.on("error", (error) => {
      if (this.#worker.process.pid === undefined) end({ code: 1, signal: null, said: error.message });
    });
    // A worker that heeds SIGTERM in no way of its own ends by it: so it was told.
    this.#worker.process.once("exit", (code, signal) => {
      const wasAsked = signal === "SIGTERM" && this.#isStopped;
      end(wasAsked ? { code: 0, signal: null } : { code, signal: signal as NodeJS.Signals | null });
    });
  }

  get pid(): number | undefined {
    return this.#worker.process.pid;
  }

  /** Has it take no new connection; the answer is `left`. */
  leave(): void {
    this.#send({ type: "leave" });
  }

  ask(): void {
    this.#send({ type: "ask" });
  }

  /** The first time: drain and end. The second time: cut what is left. */
  terminate(): void {
    this.#isStopped = true;
    // There are no signals on Windows; Graceful hears this message there.
    if (process.platform === "win32") {
      if (this.#worker.isConnected()) this.#worker.send("shutdown", ignore);
    } else this.#worker.process.kill("SIGTERM");
  }

  kill(): void {
    this.#worker.process.kill("SIGKILL");
  }

  #send(message: FromPrimary): void {
    // With a callback, an error of the channel goes there: a worker that is gone says so by its exit.
    if (this.#worker.isConnected()) this.#worker.send(wrap(message), ignore);
  }
}

/**
 * Each worker accepts by itself, from the one socket that all have. In turn, which is Node's default, the primary hands
 * each connection to a worker and waits for its word: one that goes to a worker which dies, or whose word is lost,
 * hangs for good (docs/decisions/0021-workers-share-the-listening-socket.md).
 */
export function shareSockets(): void {
  cluster.schedulingPolicy = cluster.SCHED_NONE;
}
