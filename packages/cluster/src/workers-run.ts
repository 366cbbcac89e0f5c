import type { Logger } from "@x/graceful-core";
import { defaultControlPath } from "./control/control-path.js";
import { type ControlServer, serveControl } from "./control/control-server.js";
import type { Answer, Request } from "./control/protocol.js";
import { formatNews } from "./format/format-news.js";
import { formatStop } from "./format/format-stop.js";
import type { FromWorker, WorkerNumbers, WorkerReport } from "./messages.js";
import type { ResolvedOptions } from "./options.js";
import { listenToSignals } from "./process/signals.js";
import { createStatusLine } from "./process/status-line.js";
import { serviceManager } from "./process/systemd.js";
import { shareSockets, WorkerProcess } from "./process/worker-process.js";
import type { ClusterStatus, ReloadResult } from "./status.js";
import type { Command, News } from "./supervisor/commands.js";
import type { SupervisorEvent } from "./supervisor/events.js";
import { Supervisor } from "./supervisor/supervisor.js";

/** Workers that run. */
export interface Workers {
  /** `true` when as many serve as are wanted, for the first time; `false` where they stop before. Never rejects. */
  readonly serving: Promise<boolean>;
  /** Settles when everything is over, with the exit code. Begins nothing. */
  readonly closed: Promise<number>;
  /** What there is right now. Workers that do not answer within half a second are told without their numbers. */
  status(): Promise<ClusterStatus>;
  /** Replaces all workers, the new one first. Never rejects: how it ended is in its result. */
  reload(): Promise<ReloadResult>;
  /**
   * Drains all workers at once, and resolves to the exit code: 0 where each ended well. The second call is the same
   * promise.
   */
  stop(reason?: string): Promise<number>;
}

/** How long workers may take to say how they are. */
const ASK_MS = 500;
/** How often the memory of workers is looked at. */
const MEMORY_CHECK_MS = 1_000;

interface Known {
  readonly process: WorkerProcess;
  readonly pid: number | undefined;
  report?: WorkerReport;
  numbers?: WorkerNumbers;
  onNumbers?: () => void;
}

/** Carries out what the supervisor wants, and tells it what happened. */
export class WorkersRun implements Workers {
  readonly serving: Promise<boolean>;
  readonly closed: Promise<number>;
  readonly #program: string;
  readonly #options: ResolvedOptions;
  readonly #logger: Logger;
  readonly #supervisor: Supervisor;
  readonly #known = new Map<number, Known>();
  readonly #reports: WorkerReport[] = [];
  readonly #manager: ReturnType<typeof serviceManager>;
  readonly #line = createStatusLine(process.env, () => this.#lineText());
  #reloads: ((result: ReloadResult) => void)[] = [];
  #lastReload: ReloadResult | undefined;
  #died = 0;
  #stopStartedMs = 0;
  #timer: NodeJS.Timeout | undefined;
  #memoryTimer: NodeJS.Timeout | undefined;
  #control: ControlServer | undefined;
  #stopSignals = () => {};
  #onServing: (isServing: boolean) => void = () => {};
  #onClosed: (exitCode: number) => void = () => {};

  constructor(program: string, options: ResolvedOptions, logger: Logger) {
    this.#program = program;
    this.#options = options;
    this.#logger = logger;
    this.#supervisor = new Supervisor(options.limits);
    this.#manager = serviceManager(process.env, (line) => this.#log("warn", line));
    this.serving = new Promise((resolve) => {
      this.#onServing = resolve;
    });
    this.closed = new Promise((resolve) => {
      this.#onClosed = resolve;
    });
  }

  start(): void {
    shareSockets();
    if (this.#options.signals) {
      this.#stopSignals = listenToSignals({
        stop: (reason) => void this.stop(reason),
        reload: () => void this.reload(),
        force: (how, exitCode) => this.#dispatch({ type: "force", how, exitCode }),
      });
    }
    if (this.#options.maxMemoryBytes !== undefined)
      this.#memoryTimer = setInterval(() => this.#askAll(), MEMORY_CHECK_MS).unref();
    void this.#serveControl();
    this.#dispatch({ type: "start" });
  }

  async status(): Promise<ClusterStatus> {
    await this.#numbers();
    const { mode, generation, workers } = this.#supervisor;
    const now = performance.now();
    return {
      pid: process.pid,
      program: this.#program,
      mode,
      wanted: this.#options.limits.workers,
      generation,
      died: this.#died,
      ...(this.#lastReload && { lastReload: this.#lastReload }),
      workers: workers.map(({ id, generation, state, startedMs }) => {
        const known = this.#known.get(id);
        const numbers = known?.numbers;
        const ageMs = Math.round(now - startedMs);
        return { id, pid: known?.pid, generation, state: state.name, ageMs, ...(numbers && { numbers }) };
      }),
    };
  }

  reload(): Promise<ReloadResult> {
    const { mode, generation } = this.#supervisor;
    if (mode === "stopping" || mode === "ended")
      return Promise.resolve({ outcome: "aborted", generation, reason: "everything stops" });
    return new Promise((resolve) => {
      // The one that runs hears first that it is taken over.
      this.#dispatch({ type: "reload" }, () => this.#reloads.push(resolve));
    });
  }

  stop(reason = "stop"): Promise<number> {
    this.#dispatch({ type: "stop", reason });
    return this.closed;
  }

  #dispatch(event: SupervisorEvent, onReloading: () => void = () => {}): void {
    const commands = this.#supervisor.handle(event, performance.now());
    for (const command of commands) {
      if (command.type === "report" && command.news.type === "reloading") onReloading();
      this.#carryOut(command);
    }
    clearTimeout(this.#timer);
    const { wakeMs } = this.#supervisor;
    if (wakeMs === Number.POSITIVE_INFINITY) return;
    this.#timer = setTimeout(() => this.#dispatch({ type: "time" }), Math.max(0, wakeMs - performance.now()));
  }

  #carryOut(command: Command): void {
    switch (command.type) {
      case "spawn":
        this.#spawn(command.id);
        return;
      case "leave":
        this.#known.get(command.id)?.process.leave();
        return;
      case "drain":
      case "cut":
        this.#known.get(command.id)?.process.terminate();
        return;
      case "kill":
        this.#known.get(command.id)?.process.kill();
        return;
      case "report":
        this.#onNews(command.news);
        return;
      case "end":
        this.#end(command.exitCode);
        return;
      default:
        command satisfies never;
    }
  }

  #spawn(id: number): void {
    try {
      const worker = new WorkerProcess(id, this.#program, this.#options, {
        onMessage: (message) => this.#onMessage(id, message),
        onExit: (ending) => {
          this.#dispatch({ type: "exited", id, ending });
          this.#known.get(id)?.onNumbers?.();
          this.#known.delete(id);
        },
      });
      this.#known.set(id, { process: worker, pid: worker.pid });
    } catch (error) {
      // No memory for a process, or `env` threw: as a worker that ended at once, in a turn of its own.
      const said = error instanceof Error ? error.message : String(error);
      setImmediate(() => this.#dispatch({ type: "exited", id, ending: { code: 1, signal: null, said } }));
    }
  }

  #onMessage(id: number, message: FromWorker): void {
    const known = this.#known.get(id);
    if (!known) return;
    switch (message.type) {
      case "ready":
      case "left":
        this.#dispatch({ type: message.type, id });
        return;
      case "report":
        known.report = message;
        this.#reports.push(message);
        return;
      case "numbers":
        known.numbers = message;
        known.onNumbers?.();
        this.#checkMemory(id, message);
        return;
      case "said":
        return;
      default:
        message satisfies never;
    }
  }

  #checkMemory(id: number, { rssBytes }: WorkerNumbers): void {
    const { maxMemoryBytes = Number.POSITIVE_INFINITY } = this.#options;
    if (rssBytes < maxMemoryBytes) return;
    this.#dispatch({ type: "recycle", id, why: `it has ${Math.round(rssBytes / 2 ** 20)} MB of memory` });
  }

  #onNews(news: News): void {
    const wanted = this.#options.limits.workers;
    const line = formatNews(
      news,
      (id) => ({ pid: this.#known.get(id)?.pid, report: this.#known.get(id)?.report }),
      wanted,
    );
    if (line) this.#log(...line);
    switch (news.type) {
      case "serving":
        this.#manager.ready(`${wanted} workers serve`);
        this.#onServing(true);
        return;
      case "died":
        this.#died++;
        return;
      case "reloading":
        this.#manager.reloading();
        this.#line.start();
        return;
      case "reloaded":
      case "superseded":
        this.#settleReload({ outcome: news.type, generation: news.generation });
        return;
      case "aborted":
        this.#settleReload({ outcome: "aborted", generation: news.generation, reason: news.reason });
        return;
      case "stopping":
        this.#stopStartedMs = performance.now();
        this.#reports.length = 0;
        this.#manager.stopping();
        this.#line.start();
        return;
      default:
    }
  }

  #settleReload(result: ReloadResult): void {
    this.#lastReload = result;
    for (const settle of this.#reloads.splice(0)) settle(result);
    if (result.outcome === "superseded") return;
    this.#line.end();
    if (this.#supervisor.mode !== "stopping")
      this.#manager.ready(`version ${result.generation}: ${result.outcome}`);
  }

  #end(exitCode: number): void {
    this.#line.end();
    this.#log(
      exitCode === 0 ? "info" : "warn",
      formatStop(this.#reports, performance.now() - this.#stopStartedMs, exitCode),
    );
    this.#stopSignals();
    this.#manager.end();
    clearInterval(this.#memoryTimer);
    this.#control?.close();
    if (this.#options.signals) process.exitCode = exitCode;
    this.#onServing(false);
    this.#onClosed(exitCode);
  }

  /** What workers print and what we say must not stop anything: a logger may throw. */
  #log(level: keyof Logger, line: string): void {
    try {
      this.#logger[level](line);
    } catch {
      // There is nowhere left to say it.
    }
  }

  #askAll(): void {
    for (const { process } of this.#known.values()) process.ask();
  }

  async #numbers(): Promise<void> {
    const all = [...this.#known.values()].map(
      (known) =>
        new Promise<void>((resolve) => {
          delete known.numbers;
          known.onNumbers = resolve;
        }),
    );
    this.#askAll();
    let bound: NodeJS.Timeout | undefined;
    const tooLate = new Promise<void>((resolve) => {
      bound = setTimeout(resolve, ASK_MS);
    });
    await Promise.race([Promise.all(all), tooLate]);
    clearTimeout(bound);
  }

  async #serveControl(): Promise<void> {
    const { control } = this.#options;
    if (control === false) return;
    try {
      const path = control ?? defaultControlPath(this.#program);
      const server = await serveControl(path, (request) => this.#answer(request));
      if (this.#supervisor.mode === "ended") server.close();
      this.#control = server;
    } catch (error) {
      this.#log("warn", `No control socket: ${(error as Error).message}. Signals work all the same`);
    }
  }

  async #answer({ command }: Request): Promise<Answer> {
    switch (command) {
      case "status":
        return { status: await this.status() };
      case "reload":
        return { reload: await this.reload() };
      case "stop":
        return { stop: { exitCode: await this.stop("stop") } };
      default:
        return command satisfies never;
    }
  }

  #lineText(): string {
    const { mode, workers } = this.#supervisor;
    const states = workers.map(({ id, state }) => `${id} ${state.name}`).join(", ");
    return `${mode === "stopping" ? "Stopping" : "Reloading"}: ${states}`;
  }
}
