import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { UsageError } from "../errors.js";
import type { Plan } from "../options.js";
import { descendants, killed, MARK, startTimeOf } from "./descendants.js";
import type { Guard } from "./guard.js";
import { knowsListeners, listenersOn } from "./listening-ports.js";
import { happenedAt } from "./own-lag.js";

/** How a process ended, by `performance.now()`. */
export interface ProcessEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly at: number;
  /** Whether this tool killed it because its time was over. */
  readonly killed: boolean;
}

const KEPT_BYTES = 256 * 1024;
/** A child that outlives the process keeps its pipes open. Its own output has arrived long before this. */
const OUTPUT_MS = 500;

let count = 0;

/**
 * The command in a process group of its own. It is not a `Program` of the test kit, since it may be any program: it may
 * print without end, and start processes that outlive it. And the signals of this process belong to the caller of
 * `check()`.
 */
export class ServerProcess {
  /** Resolves when the process has ended. Rejects only if `started` does. */
  readonly ended: Promise<ProcessEnd>;
  /** Resolves when its output was read to the end, or soon after its exit. */
  readonly outputRead: Promise<void>;
  /** Rejects if the command cannot be run. */
  readonly started: Promise<void>;
  readonly startedAt = performance.now();
  end: ProcessEnd | undefined;
  printedBytes = 0;
  /** How much of its output is not kept. */
  droppedBytes = 0;
  readonly #child: ChildProcess;
  readonly #mark: string;
  readonly #startTime: number | undefined;
  readonly #chunks = { stdout: [] as Buffer[], stderr: [] as Buffer[] };
  #killed = false;
  readonly #port: number;
  readonly #guard: Guard;
  /** It was seen alive then, and so ended later. */
  #signalledAt = Number.NEGATIVE_INFINITY;
  #neverRan: () => void = () => {};

  constructor(plan: Plan, port: number, guard: Guard) {
    this.#port = port;
    this.#guard = guard;
    const [command = "", ...args] = plan.command.map((text) => text.replaceAll("{port}", String(port)));
    this.#mark = `${guard.mark}.${++count}`;
    this.#child = spawn(command, args, {
      cwd: plan.cwd,
      detached: true,
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, ...plan.env, PORT: String(port), [MARK]: this.#mark },
    });
    this.#startTime = startTimeOf(this.pid);
    if (this.#child.pid !== undefined) guard.watch(this.#child.pid, this.#mark);
    this.started = new Promise((resolve, reject) => {
      this.#child.once("spawn", resolve);
      this.#child.once("error", (error) => reject(cannotRun(command, plan.cwd, error)));
    });
    this.started.catch(() => {});
    this.ended = new Promise((resolve) => {
      this.#neverRan = () => resolve({ code: null, signal: null, at: performance.now(), killed: false });
      this.#child.once("exit", (code, signal) => {
        const at = Math.max(happenedAt(), this.#signalledAt);
        this.end = { code, signal, at, killed: this.#killed };
        resolve(this.end);
      });
    });
    // A command that could not be run has no exit.
    this.#child.once("error", () => {
      if (this.#child.pid === undefined) this.#neverRan();
    });
    const closed = new Promise<void>((resolve) => this.#child.once("close", () => resolve()));
    this.outputRead = this.ended.then(() => Promise.race([closed, bounded(OUTPUT_MS)]));
    this.#child.stdout?.on("data", (bytes: Buffer) => this.#keep("stdout", bytes));
    this.#child.stderr?.on("data", (bytes: Buffer) => this.#keep("stderr", bytes));
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** Sends a signal to the started process alone, as an orchestrator does. */
  signal(name: NodeJS.Signals): void {
    this.#signalledAt = performance.now();
    this.#child.kill(name);
  }

  /** The processes that it started and that still run, itself excluded. */
  leftBehind(): { pid: number; command: string }[] {
    return this.pid === undefined
      ? []
      : descendants(this.pid, this.#mark).filter(({ pid }) => pid !== this.pid);
  }

  /**
   * Kills daemons that have left its group and cleared its mark, as nginx does: they are younger, and listen on its
   * port. Only for a command that has ended before any signal: later the port may be that of another run. Resolves when
   * they are gone, to whether there were any.
   */
  async killDaemons(): Promise<boolean> {
    const since = this.#startTime;
    if (!knowsListeners || since === undefined) return false;
    const daemons = listenersOn(this.#port).filter((pid) => (startTimeOf(pid) ?? 0) >= since);
    await Promise.all(daemons.map(killed));
    return daemons.length > 0;
  }

  /** Kills it and everything that it started. */
  kill(): void {
    if (this.pid === undefined) return;
    this.#killed = this.end === undefined;
    this.#guard.release(this.pid);
    // A process that is not known to be its own may still hold its output open, and this process with it.
    void this.outputRead.then(() => {
      this.#child.stdout?.destroy();
      this.#child.stderr?.destroy();
    });
  }

  /** The end of its output on one stream. */
  printed(stream: "stdout" | "stderr"): string {
    return Buffer.concat(this.#chunks[stream]).toString();
  }

  /** Large output must neither block the process nor fill the memory of this one. */
  #keep(stream: "stdout" | "stderr", bytes: Buffer): void {
    this.printedBytes += bytes.length;
    const chunks = this.#chunks[stream];
    chunks.push(bytes);
    let kept = chunks.reduce((sum, { length }) => sum + length, 0);
    while (kept > KEPT_BYTES && chunks.length > 1) {
      const { length = 0 } = chunks.shift() ?? {};
      kept -= length;
      this.droppedBytes += length;
    }
  }
}

function bounded(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms).unref();
  });
}

/** Several words, a variable, or a command that only shells have. */
const FOR_SHELL = /[\s=]|^(cd|exec|export|source)$/;

function cannotRun(command: string, cwd: string, error: NodeJS.ErrnoException): UsageError {
  const isThere = existsSync(resolve(cwd, command));
  if (error.code === "ENOENT" && isThere && command.includes("/"))
    return new UsageError(`\`${command}\` cannot be run: the program that its first line names is not there`);
  if (error.code === "ENOENT") {
    const hint = FOR_SHELL.test(command)
      ? ": no shell reads it, so give each word by itself, and variables before graceful-check"
      : isThere
        ? `: a file of that name is run as \`./${command}\`, or by a program, as in \`node ${command}\``
        : "";
    return new UsageError(`There is no command \`${command}\` (looked for it in ${cwd} and in PATH)${hint}`);
  }
  if (error.code === "EACCES")
    return new UsageError(`\`${command}\` cannot be run: it is a folder, or not executable`);
  return new UsageError(`\`${command}\` cannot be run: ${error.message}`);
}
