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
import { currentValue, type ResolvedOptions } from "../options.js";
import type { Ending } from "../supervisor/events.js";

const PRELOAD = fileURLToPath(new URL("./preload.cjs", import.meta.url));

/** The variables that systemd sets are for the primary, not for its workers. */
const NOT_FOR_WORKERS = { NOTIFY_SOCKET: undefined, WATCHDOG_USEC: undefined, WATCHDOG_PID: undefined };

/** SIGINT comes from the terminal, which sends it to the workers as well. */
const STOPS = ["SIGTERM", "SIGINT"];

/** The type of its address, by `node:cluster`. */
const UNIX_SOCKET = -1;

const ignore = () => {};

export interface WorkerListener {
  onMessage(message: FromWorker): void;
  /** Called once, also if the process could not be started. */
  onExit(ending: Ending): void;
}

/** The process of one worker, of `node:cluster`. */
export class WorkerProcess {
  readonly #worker: NodeWorker;
  #said: string | undefined;
  #isReady = false;
  #isStopped = false;
  #listensOnPath = false;

  /** Starts the process, with the program, environment and options of `node` as they are now. */
  constructor(id: number, program: string, options: ResolvedOptions, listener: WorkerListener) {
    const { env = {}, execArgv = process.execArgv, cwd, ready, budgetMs, args = [] } = options;
    // Without this check, the error of Node would be that `node` does not exist.
    if (cwd !== undefined && !existsSync(cwd)) throw new Error(`There is no folder ${cwd}`);
    const settings: WorkerSettings = {
      ...(ready !== undefined && { readyPath: ready }),
      ...(budgetMs !== undefined && { budgetMs }),
    };
    cluster.setupPrimary({
      exec: resolve(cwd ?? ".", program),
      args: [...args],
      execArgv: ["--require", PRELOAD, ...currentValue("execArgv", execArgv)],
      silent: false,
      ...(cwd !== undefined && { cwd }),
    });
    this.#worker = cluster.fork({
      ...NOT_FOR_WORKERS,
      ...currentValue("env", env),
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
      if (message?.type === "ready") this.#isReady = true;
      if (message?.type === "said") this.#said = message.text;
      else if (message?.type === "ask-echo") this.#send({ type: "echo" });
      else if (message) listener.onMessage(message);
    });
    this.#worker.on("listening", ({ addressType }) => {
      if (addressType === UNIX_SOCKET) this.#listensOnPath = true;
    });
    this.#worker.on("error", (error) => {
      if (this.#worker.process.pid === undefined) end({ code: 1, signal: null, said: error.message });
    });
    // A worker without a listener for the signal is ended by it. Since it was told to end, that is no failure.
    this.#worker.process.once("exit", (code, signal) => {
      const wasAsked = this.#isStopped && STOPS.some((stop) => stop === signal);
      end(wasAsked ? { code: 0, signal: null } : { code, signal: signal as NodeJS.Signals | null });
    });
  }

  get pid(): number | undefined {
    return this.#worker.process.pid;
  }

  /** Tells the worker to accept no more connections. Its answer is `left`. */
  leave(): void {
    this.#send({ type: "leave" });
  }

  ask(): void {
    this.#send({ type: "ask" });
  }

  /**
   * Tells the worker to drain and exit: by a message once it is ready, since a signal to the whole process group, such
   * as that of a terminal or of systemd, may have come first, and a second one would cut what is left.
   */
  drain(): void {
    this.#isStopped = true;
    const listens = this.#isReady && this.#worker.isConnected() && process.platform !== "win32";
    if (listens) this.#send({ type: "drain" });
    else this.cut();
  }

  /**
   * Whether the primary may close its sockets while the worker listens. Not if the worker may still ask for a socket,
   * whose port is taken then, nor with a Unix socket, whose file the primary would delete.
   */
  get mayCloseSockets(): boolean {
    return this.#isReady && !this.#listensOnPath;
  }

  /**
   * Has the primary close its sockets before this worker does. What waits in a socket is reset with its last copy, and
   * nobody accepts from that of the primary.
   *
   * Node does it in its own listener of `disconnect`. It has no method for this that leaves the worker as it is.
   */
  closeSocketsOfPrimary(): void {
    const { process } = this.#worker;
    for (const listener of process.listeners("disconnect")) listener.call(process);
  }

  /** Tells the worker to cut what is left, or to drain and exit if it was not told before. */
  cut(): void {
    this.#isStopped = true;
    // There are no signals on Windows. Graceful handles this message instead.
    if (process.platform === "win32") {
      if (this.#worker.isConnected()) this.#worker.send("shutdown", ignore);
    } else this.#worker.process.kill("SIGTERM");
  }

  kill(): void {
    this.#worker.process.kill("SIGKILL");
  }

  #send(message: FromPrimary): void {
    // The callback keeps an error of the channel from being thrown. That a worker is gone is known from its exit.
    if (this.#worker.isConnected()) this.#worker.send(wrap(message), ignore);
  }
}

/**
 * All workers accept connections from one shared socket. With Node's default, round robin, the primary passes each
 * connection to a worker and waits for the worker to confirm it. If the worker dies or the confirmation is lost, the
 * connection hangs forever (docs/decisions/0021-workers-share-the-listening-socket.md).
 */
export function shareSockets(): void {
  cluster.schedulingPolicy = cluster.SCHED_NONE;
}
