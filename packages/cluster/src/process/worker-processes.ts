import { total } from "../format/total.js";
import type { FromWorker, WorkerNumbers, WorkerReport } from "../messages.js";
import type { ResolvedOptions } from "../options.js";
import type { Ending } from "../supervisor/events.js";
import { WorkerProcess } from "./worker-process.js";

/** How long workers may take to send their numbers. */
const ASK_MS = 500;
const GROUP_SIGNAL_MS = 250;

/** The process of one worker, and the last report and numbers that it sent. */
interface Known {
  readonly process: WorkerProcess;
  readonly pid: number | undefined;
  report?: WorkerReport;
  numbers?: WorkerNumbers;
  onNumbers?: () => void;
}

export interface WorkersListener {
  onReady(id: number): void;
  onWaits(id: number, waitsFor: string): void;
  onLeft(id: number): void;
  /** It drains for longer than a signal to the whole process group may take to this process. */
  onDrains(id: number): void;
  onReport(id: number, report: WorkerReport): void;
  onNumbers(id: number, numbers: WorkerNumbers): void;
  onExit(id: number, ending: Ending): void;
}

/** The processes of all workers, by the id that the supervisor gave them. */
export class WorkerProcesses {
  readonly #program: string;
  readonly #options: ResolvedOptions;
  readonly #listener: WorkersListener;
  readonly #byId = new Map<number, Known>();

  constructor(program: string, options: ResolvedOptions, listener: WorkersListener) {
    this.#program = program;
    this.#options = options;
    this.#listener = listener;
  }

  spawn(id: number): void {
    try {
      const worker = new WorkerProcess(id, this.#program, this.#options, {
        onMessage: (message) => this.#onMessage(id, message),
        onExit: (ending) => {
          this.#listener.onExit(id, ending);
          this.#byId.get(id)?.onNumbers?.();
          this.#byId.delete(id);
        },
      });
      this.#byId.set(id, { process: worker, pid: worker.pid });
    } catch (error) {
      // There is no memory for a process, or `env` threw. Handled like a worker that ended at once, in a later turn.
      const said = error instanceof Error ? error.message : String(error);
      setImmediate(() => this.#listener.onExit(id, { code: 1, signal: null, said }));
    }
  }

  /** What is known about a worker that has not ended. */
  get(id: number): Readonly<Known> | undefined {
    return this.#byId.get(id);
  }

  /** Has the primary close its sockets before the workers do, which are about to stop. */
  closeSocketsOfPrimary(): void {
    const all = [...this.#byId.values()].map(({ process }) => process);
    if (!all.every(({ mayCloseSockets }) => mayCloseSockets)) return;
    for (const process of all) process.closeSocketsOfPrimary();
  }

  /** Asks every worker for its numbers. */
  ask(): void {
    for (const { process } of this.#byId.values()) process.ask();
  }

  /** Asks every worker for its numbers, and resolves when all have answered or `ASK_MS` is over. */
  async numbers(): Promise<void> {
    const all = [...this.#byId.values()].map(
      (known) =>
        new Promise<void>((resolve) => {
          delete known.numbers;
          known.onNumbers = resolve;
        }),
    );
    this.ask();
    let bound: NodeJS.Timeout | undefined;
    const tooLate = new Promise<void>((resolve) => {
      bound = setTimeout(resolve, ASK_MS);
    });
    await Promise.race([Promise.all(all), tooLate]);
    clearTimeout(bound);
  }

  #onMessage(id: number, message: FromWorker): void {
    const known = this.#byId.get(id);
    if (!known) return;
    switch (message.type) {
      case "ready":
        this.#listener.onReady(id);
        return;
      case "waits":
        this.#listener.onWaits(id, message.waitsFor);
        return;
      case "left":
        this.#listener.onLeft(id);
        return;
      case "drains":
        setTimeout(() => this.#listener.onDrains(id), GROUP_SIGNAL_MS).unref();
        return;
      case "report":
        // One of each lifecycle of the worker.
        known.report = known.report ? total([known.report, message]) : message;
        this.#listener.onReport(id, known.report);
        return;
      case "numbers": {
        const { type: _type, ...numbers } = message;
        known.numbers = numbers;
        known.onNumbers?.();
        this.#listener.onNumbers(id, numbers);
        return;
      }
      case "said":
      case "ask-echo":
        return;
      default:
        message satisfies never;
    }
  }
}
