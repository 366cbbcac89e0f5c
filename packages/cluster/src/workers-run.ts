import type { Logger } from "@x/graceful-core";
import { defaultControlPath } from "./control/control-path.js";
import { serveWorkers } from "./control/serve-workers.js";
import { formatNews } from "./format/format-news.js";
import { formatStop } from "./format/format-stop.js";
import type { WorkerNumbers, WorkerReport } from "./messages.js";
import { LONGEST_TIMER_MS, type ResolvedOptions } from "./options.js";
import { listenToSignals } from "./process/signals.js";
import { createStatusLine } from "./process/status-line.js";
import { serviceManager } from "./process/systemd.js";
import { shareSockets } from "./process/worker-process.js";
import { WorkerProcesses } from "./process/worker-processes.js";
import type { ClusterStatus, ReloadResult } from "./status.js";
import type { Command, News } from "./supervisor/commands.js";
import type { SupervisorEvent } from "./supervisor/events.js";
import { Supervisor } from "./supervisor/supervisor.js";
import type { Workers } from "./workers.js";

/** How often the memory of workers is checked. */
const MEMORY_CHECK_MS = 1_000;

/** Carries out the commands of the supervisor, and passes events to it. */
export class WorkersRun implements Workers {
  readonly serving: Promise<boolean>;
  readonly closed: Promise<number>;
  readonly #program: string;
  readonly #options: ResolvedOptions;
  readonly #logger: Logger;
  readonly #supervisor: Supervisor;
  readonly #processes: WorkerProcesses;
  readonly #reports = new Map<number, WorkerReport>();
  readonly #manager: ReturnType<typeof serviceManager>;
  readonly #line = createStatusLine(process.env, () => this.#lineText());
  #reloads: ((result: ReloadResult) => void)[] = [];
  #lastReload: ReloadResult | undefined;
  #died = 0;
  #stopStartedMs = 0;
  #timer: NodeJS.Timeout | undefined;
  #memoryTimer: NodeJS.Timeout | undefined;
  #stopControl = () => {};
  #stopSignals = () => {};
  #onServing: (isServing: boolean) => void = () => {};
  #onClosed: (exitCode: number) => void = () => {};

  constructor(program: string, options: ResolvedOptions, logger: Logger) {
    this.#program = program;
    this.#options = options;
    this.#logger = logger;
    this.#supervisor = new Supervisor(options.limits);
    this.#processes = new WorkerProcesses(program, options, {
      onReady: (id) => this.#dispatch({ type: "ready", id }),
      onWaits: (id, waitsFor) => this.#dispatch({ type: "waits", id, waitsFor }),
      onLeft: (id) => this.#dispatch({ type: "left", id }),
      onDrains: (id) => this.#dispatch({ type: "drains", id }),
      onReport: (id, report) => this.#reports.set(id, report),
      onNumbers: (id, numbers) => {
        this.#dispatch({ type: "answered", id });
        this.#checkMemory(id, numbers);
      },
      onExit: (id, ending) => this.#dispatch({ type: "exited", id, ending }),
    });
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
      this.#memoryTimer = setInterval(() => this.#processes.ask(), MEMORY_CHECK_MS).unref();
    const { control, cwd } = this.#options;
    if (control !== false) {
      const path = () => control ?? defaultControlPath(this.#program, cwd);
      this.#stopControl = serveWorkers(this, path, (line) => this.#log("warn", line));
    }
    this.#dispatch({ type: "start" });
  }

  async status(): Promise<ClusterStatus> {
    await this.#processes.numbers();
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
        const known = this.#processes.get(id);
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
      // The promise of a reload that is running has to settle as `superseded` before this one is added.
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
    // A longer time, that of an age, is waited for in parts.
    const waitMs = Math.min(LONGEST_TIMER_MS, Math.max(0, wakeMs - performance.now()));
    this.#timer = setTimeout(() => this.#dispatch({ type: "time" }), waitMs);
  }

  #carryOut(command: Command): void {
    switch (command.type) {
      case "spawn":
        this.#processes.spawn(command.id);
        return;
      case "ask":
      case "leave":
      case "drain":
      case "cut":
      case "kill":
        this.#processes.get(command.id)?.process[command.type]();
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

  #checkMemory(id: number, { rssBytes }: WorkerNumbers): void {
    const { maxMemoryBytes = Number.POSITIVE_INFINITY } = this.#options;
    if (rssBytes < maxMemoryBytes) return;
    this.#dispatch({ type: "recycle", id, why: `it has ${Math.round(rssBytes / 2 ** 20)} MB of memory` });
  }

  #onNews(news: News): void {
    const line = formatNews(
      news,
      (id) => ({ pid: this.#processes.get(id)?.pid, report: this.#processes.get(id)?.report }),
      this.#options.limits.workers,
    );
    if (line) this.#log(...line);
    switch (news.type) {
      case "serving":
        this.#manager.ready(line?.[1] ?? "");
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
        this.#reports.clear();
        this.#manager.stopping();
        this.#processes.closeSocketsOfPrimary();
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
      this.#manager.ready(`last reload: to version ${result.generation}, ${result.outcome}`);
  }

  #end(exitCode: number): void {
    this.#line.end();
    this.#log(
      exitCode === 0 ? "info" : "warn",
      formatStop([...this.#reports.values()], performance.now() - this.#stopStartedMs, exitCode),
    );
    this.#stopSignals();
    this.#manager.end();
    clearInterval(this.#memoryTimer);
    this.#stopControl();
    if (this.#options.signals) process.exitCode = exitCode;
    this.#onServing(false);
    this.#onClosed(exitCode);
  }

  /** A logger may throw, which must not interrupt anything. */
  #log(level: keyof Logger, line: string): void {
    try {
      this.#logger[level](line);
    } catch {
      // There is no other place to report it.
    }
  }

  #lineText(): string {
    const { mode, workers } = this.#supervisor;
    const states = workers.map(({ id, state }) => `${id} ${state.name}`).join(", ");
    return `${mode === "stopping" ? "Stopping" : "Reloading"}: ${states}`;
  }
}
