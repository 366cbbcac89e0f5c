import type { Command, News } from "../../src/supervisor/commands.js";
import type { Ending, SupervisorEvent } from "../../src/supervisor/events.js";
import type { Limits } from "../../src/supervisor/limits.js";
import { Supervisor } from "../../src/supervisor/supervisor.js";

export const LIMITS: Limits = {
  workers: 2,
  surge: 1,
  readyMs: 30_000,
  minReadyMs: 0,
  budgetMs: 30_000,
  attempts: 3,
  maxAgeMs: undefined,
};

/** A supervisor on a clock that is moved by hand. Its workers do nothing by themselves. */
export class Scene {
  readonly supervisor: Supervisor;
  now = 0;
  /** What was wanted so far, as `spawn 1`, `leave 1`, `reloaded`. */
  readonly seen: string[] = [];
  /** Whether workers answer at once, which is in no list. */
  answers = true;
  #read = 0;

  constructor(limits: Partial<Limits> = {}) {
    this.supervisor = new Supervisor({ ...LIMITS, ...limits });
  }

  handle(event: SupervisorEvent): Command[] {
    const commands = this.supervisor.handle(event, this.now);
    const asked = commands.flatMap((command) => (command.type === "ask" ? [command.id] : []));
    this.seen.push(...commands.filter(({ type }) => type !== "ask").map(textOf));
    for (const id of this.answers ? asked : []) this.handle({ type: "answered", id });
    return commands;
  }

  start(): this {
    this.handle({ type: "start" });
    return this;
  }

  /** Starts, and has every worker ready. */
  serving(): this {
    this.start();
    for (const { id } of this.supervisor.workers) this.ready(id);
    this.news();
    return this;
  }

  ready(id: number): void {
    this.handle({ type: "ready", id });
  }

  left(id: number): void {
    this.handle({ type: "left", id });
  }

  exit(id: number, ending: Partial<Ending> = {}): void {
    this.handle({ type: "exited", id, ending: { code: 0, signal: null, ...ending } });
  }

  /** Lets time pass, stopping wherever something is due. */
  pass(ms: number): void {
    const end = this.now + ms;
    while (this.supervisor.wakeMs <= end) {
      this.now = Math.max(this.now, this.supervisor.wakeMs);
      this.handle({ type: "time" });
    }
    this.now = end;
  }

  /** What was wanted since it was last asked. */
  news(): string[] {
    const news = this.seen.slice(this.#read);
    this.#read = this.seen.length;
    return news;
  }

  /** `1 ready`, for every worker that there is. */
  get roster(): string[] {
    return this.supervisor.workers.map(({ id, state }) => `${id} ${state.name}`);
  }
}

function textOf(command: Command): string {
  if (command.type === "report") return newsText(command.news);
  if (command.type === "end") return `end ${command.exitCode}`;
  return `${command.type} ${command.id}`;
}

function newsText(news: News): string {
  if ("reason" in news) return `${news.type}: ${news.reason}`;
  return "id" in news ? `${news.type} ${news.id}` : news.type;
}
