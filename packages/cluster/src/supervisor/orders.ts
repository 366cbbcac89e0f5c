import type { Command, News } from "./commands.js";
import { LEAVE_MS, type Limits } from "./limits.js";
import type { Leaving, Worker } from "./worker.js";

/** The commands of one event. Each one also sets the new state of its worker. */
export class Orders {
  readonly #limits: Limits;
  #commands: Command[] = [];
  #now = 0;

  constructor(limits: Limits) {
    this.#limits = limits;
  }

  /** Empties the list. */
  begin(nowMs: number): void {
    this.#commands = [];
    this.#now = nowMs;
  }

  get commands(): Command[] {
    return this.#commands;
  }

  spawn(id: number, generation: number, why: Worker["why"], replaces: number | undefined): Worker {
    this.#commands.push({ type: "spawn", id, generation });
    const untilMs = this.#now + this.#limits.readyMs;
    const state = { name: "starting", untilMs, waitsFor: "none of its servers listens" } as const;
    return { id, generation, replaces, why, startedMs: this.#now, state };
  }

  ask(worker: Worker, state: Extract<Worker["state"], { name: "ready" }>): void {
    worker.state = { ...state, askedMs: this.#now };
    this.#commands.push({ type: "ask", id: worker.id });
  }

  wait(worker: Worker | undefined, waitsFor: string): void {
    if (worker?.state.name === "starting") worker.state = { ...worker.state, waitsFor };
  }

  leave(worker: Worker, why: Leaving): void {
    worker.state = { name: "leaving", untilMs: this.#now + LEAVE_MS, why };
    this.#commands.push({ type: "leave", id: worker.id });
  }

  /** It has left, and drains unless it was told to before. */
  afterLeft(worker: Worker | undefined): void {
    if (worker?.state.name === "leaving") this.drain(worker, worker.state.why);
  }

  /** It drains already, and has the same time. */
  letDrain(worker: Worker, why: Leaving): void {
    worker.state = { name: "draining", untilMs: this.#now + this.#limits.budgetMs, why };
  }

  drain(worker: Worker, why: Leaving): void {
    this.letDrain(worker, why);
    this.#commands.push({ type: "drain", id: worker.id, why });
  }

  /** The second or the third signal. */
  force(worker: Worker, how: "cut" | "kill"): void {
    if (how === "cut") this.#commands.push({ type: "cut", id: worker.id });
    else if (worker.state.name !== "killed") this.kill(worker, "stop");
  }

  kill(worker: Worker, why: Leaving): void {
    worker.state = { name: "killed", why };
    this.#commands.push({ type: "kill", id: worker.id });
    this.report({ type: "killed", id: worker.id, why });
  }

  report(news: News): void {
    this.#commands.push({ type: "report", news });
  }

  end(exitCode: number): void {
    this.#commands.push({ type: "end", exitCode });
  }
}
