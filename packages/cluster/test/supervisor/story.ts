import type { Command } from "../../src/supervisor/commands.js";
import type { Limits } from "../../src/supervisor/limits.js";
import { Promises } from "./promises.js";
import { LIMITS, Scene } from "./scene.js";

/** What may become of a worker; each chance is drawn when it is started. */
export interface Fate {
  /** Milliseconds until it is ready, or dies instead. */
  readonly startMs: number;
  readonly isBroken: boolean;
  /** Neither answers, leaves nor drains: it must be killed. */
  readonly hangs: boolean;
  readonly leaveMs: number;
  readonly drainMs: number;
  /** Milliseconds from ready to its death; `undefined`: it lives. */
  readonly diesMs: number | undefined;
}

/** A supervisor whose workers do what their fates say. */
export class Story {
  readonly scene: Scene;
  #due: { atMs: number; run: () => void }[] = [];
  #fates: readonly Fate[];
  reloads = 0;
  mostReloads = 0;
  hasEnded = false;

  constructor(limits: Partial<Limits>, fates: readonly Fate[]) {
    this.scene = new Scene(limits);
    this.scene.answers = false;
    this.#promises = new Promises(this.scene, { ...LIMITS, ...limits });
    this.#fates = fates;
  }

  readonly #promises: Promises;

  do(event: Parameters<Scene["handle"]>[0]): void {
    const before = this.#promises.serving;
    const commands = this.scene.handle(event);
    this.#promises.check(event, before, commands);
    for (const command of commands) this.#obey(command);
  }

  /** Plays everything that is due within so many milliseconds. */
  pass(ms: number): void {
    const end = this.scene.now + ms;
    for (let turns = 0; ; turns++) {
      if (turns > 20_000) throw new Error("It never rests");
      this.#due.sort((a, b) => a.atMs - b.atMs);
      const ownMs = this.scene.supervisor.wakeMs;
      const next = Math.min(this.#due[0]?.atMs ?? Number.POSITIVE_INFINITY, ownMs);
      if (next > end) break;
      this.scene.now = Math.max(this.scene.now, next);
      const due = this.#due[0];
      if (due && due.atMs <= ownMs) {
        this.#due.shift();
        due.run();
      } else this.do({ type: "time" });
    }
    this.scene.now = end;
  }

  /** A worker drains that was not told to. */
  drains(id: number): void {
    this.do({ type: "drains", id });
    this.#order("drain", id);
  }

  #obey(command: Command): void {
    if (this.hasEnded) this.#promises.problems.push("something was wanted after the end");
    if (command.type === "end") {
      this.hasEnded = true;
      if (this.scene.supervisor.workers.length > 0)
        this.#promises.problems.push("it ended before its workers");
    } else if (command.type === "report") this.#hear(command.news.type);
    else this.#order(command.type, command.id);
  }

  #hear(news: string): void {
    if (news === "reloading") this.reloads++;
    if (["reloaded", "superseded", "aborted"].includes(news)) this.reloads--;
    this.mostReloads = Math.max(this.mostReloads, this.reloads);
  }

  #fateOf(id: number): Fate {
    return this.#fates[id % this.#fates.length] as Fate;
  }

  #order(what: "spawn" | "ask" | "leave" | "drain" | "cut" | "kill", id: number): void {
    const { startMs, isBroken, hangs, leaveMs, drainMs, diesMs } = this.#fateOf(id);
    switch (what) {
      case "spawn":
        this.#later(startMs, () => {
          if (isBroken) this.#exit(id, 1);
          else this.do({ type: "ready", id });
          if (diesMs !== undefined) this.#later(diesMs, () => this.#exit(id, 1));
        });
        return;
      case "ask":
        if (!hangs) this.#later(1, () => this.do({ type: "answered", id }));
        return;
      case "leave":
        if (!hangs) this.#later(leaveMs, () => this.do({ type: "left", id }));
        return;
      case "drain":
        if (!hangs) this.#later(drainMs, () => this.#exit(id, 0));
        return;
      case "cut":
        return;
      case "kill":
        this.#later(1, () => this.#exit(id, null));
        return;
    }
  }

  #exit(id: number, code: number | null): void {
    const worker = this.scene.supervisor.workers.find((one) => one.id === id);
    if (!worker) return;
    this.do({ type: "exited", id, ending: { code, signal: code === null ? "SIGKILL" : null } });
  }

  #later(ms: number, run: () => void): void {
    this.#due.push({ atMs: this.scene.now + ms, run });
  }

  get problems(): readonly string[] {
    return this.#promises.problems;
  }
}
