import type { Command, News } from "./commands.js";
import { endingText } from "./ending-text.js";
import type { Ending, SupervisorEvent } from "./events.js";
import { backOffMs, LEAVE_MS, type Limits, LONGEST_BACK_OFF_MS, WELL_MS } from "./limits.js";
import { Roster } from "./roster.js";
import { isOnDuty, type Leaving, type Worker } from "./worker.js";

/** What the supervisor is doing. */
export type Mode =
  | { readonly name: "new" }
  | { readonly name: "running" }
  | { readonly name: "reloading" }
  | { readonly name: "stopping"; readonly exitCode: number }
  | { readonly name: "ended" };

/**
 * Decides which workers there are to be. It starts nothing and reads no clock: it is told what happened, and when,
 * and answers with what is to be done. All of the state is here and nobody else writes it.
 *
 * A reload replaces the workers of older generations, `surge` at a time: the new one first, and when it is ready the
 * old one leaves, drains and ends. A new one that ends or does not get ready ends the reload, and the old ones stay.
 */
export class Supervisor {
  readonly #limits: Limits;
  readonly #roster = new Roster();
  #mode: Mode = { name: "new" };
  #generation = 1;
  #lastId = 0;
  #hasServed = false;
  #now = 0;
  #commands: Command[] = [];
  /**
   * Ends of workers in a row that nobody wanted, and those of them before the worker was ready. Many at once count as
   * one.
   */
  #ends = 0;
  #failures = 0;
  #lastBeforeEnd = 0;
  #nextStartMs = 0;
  /** Workers to be replaced by their like, and why. */
  readonly #recycles = new Map<number, string>();
  #nextRecycleMs = 0;

  constructor(limits: Limits) {
    this.#limits = limits;
  }

  get mode(): Mode["name"] {
    return this.#mode.name;
  }

  get generation(): number {
    return this.#generation;
  }

  get workers(): readonly Readonly<Worker>[] {
    return this.#roster.all;
  }

  handle(event: SupervisorEvent, nowMs: number): Command[] {
    if (this.#mode.name === "ended") return [];
    this.#now = nowMs;
    this.#commands = [];
    this.#apply(event);
    for (const worker of this.#roster.all) this.#expire(worker);
    this.#advance();
    return this.#commands;
  }

  /** When something is due though nothing happens: then it wants to hear `time`. */
  get wakeMs(): number {
    const { workers, maxAgeMs = Number.POSITIVE_INFINITY } = this.#limits;
    const times = this.#roster.all.map(({ id, state }) => {
      if ("untilMs" in state) return state.untilMs;
      const isAging = state.name === "ready" && this.#mode.name === "running" && !this.#recycles.has(id);
      return isAging ? state.sinceMs + maxAgeMs : Number.POSITIVE_INFINITY;
    });
    if (this.#isUp && this.#roster.placesTaken < workers) times.push(this.#nextStartMs);
    if (this.#recycles.size > 0 && this.#nextRecycleMs > this.#now) times.push(this.#nextRecycleMs);
    return Math.min(...times);
  }

  get #isUp(): boolean {
    return this.#mode.name === "running" || this.#mode.name === "reloading";
  }

  #apply(event: SupervisorEvent): void {
    switch (event.type) {
      case "start":
        if (this.#mode.name === "new") this.#mode = { name: "running" };
        return;
      case "ready":
        this.#onReady(this.#roster.get(event.id));
        return;
      case "left": {
        const worker = this.#roster.get(event.id);
        if (worker?.state.name === "leaving") this.#drain(worker, worker.state.why);
        return;
      }
      case "exited":
        this.#onExited(this.#roster.get(event.id), event.ending);
        return;
      case "reload":
        this.#reload();
        return;
      case "recycle": {
        const isThere = this.#roster.get(event.id)?.state.name === "ready";
        if (isThere && this.#mode.name === "running") this.#recycles.set(event.id, event.why);
        return;
      }
      case "stop":
        this.#stop(event.reason, 0);
        return;
      case "force":
        this.#force(event.how, event.exitCode);
        return;
      case "time":
        return;
      default:
        event satisfies never;
    }
  }

  #onReady(worker: Worker | undefined): void {
    if (worker?.state.name !== "starting") return;
    worker.state = { name: "ready", sinceMs: this.#now };
    this.#failures = 0;
    this.#report({ type: "ready", id: worker.id });
    const old = worker.replaces === undefined ? undefined : this.#roster.get(worker.replaces);
    if (old && isOnDuty(old)) this.#leave(old, worker.why === "recycle" ? "recycle" : "reload");
  }

  #onExited(worker: Worker | undefined, ending: Ending): void {
    if (!worker) return;
    const { state, id } = worker;
    this.#roster.remove(id);
    this.#recycles.delete(id);
    switch (state.name) {
      case "starting":
        this.#onDied(worker, ending, false);
        return;
      case "ready":
        if (this.#now - state.sinceMs >= WELL_MS) this.#ends = 0;
        this.#onDied(worker, ending, true);
        return;
      case "leaving":
      case "draining":
      case "killed":
        if (this.#mode.name === "stopping" && ending.code !== 0) this.#endWith(1);
        this.#report({ type: "gone", id, ending, why: state.why });
        return;
      default:
        state satisfies never;
    }
  }

  /** A worker ended unasked, or did not get ready in time. */
  #onDied(worker: Worker, ending: Ending, wasReady: boolean): void {
    const reason = endingText(ending, wasReady);
    // Four workers that fail at once fail for one reason.
    const isNew = worker.id > this.#lastBeforeEnd;
    this.#lastBeforeEnd = this.#lastId;
    if (isNew && !wasReady) this.#failures++;
    // The first one that served is replaced at once; what failed to start is not.
    const againMs = backOffMs(wasReady ? this.#ends : this.#ends + Number(isNew));
    if (isNew) this.#ends++;
    this.#nextStartMs = Math.max(this.#nextStartMs, this.#now + againMs);
    if (worker.why === "recycle") this.#nextRecycleMs = this.#now + LONGEST_BACK_OFF_MS;
    this.#report({ type: "died", id: worker.id, ending, againMs, wasReady });
    if (this.#mode.name === "reloading" && worker.generation === this.#generation) this.#abort(reason);
    const { attempts } = this.#limits;
    if (wasReady || this.#failures < attempts || this.#roster.ready.length > 0) return;
    this.#report({ type: "gave-up", attempts, reason });
    this.#stop("no worker got ready", 1);
  }

  #reload(): void {
    const { name } = this.#mode;
    if (name === "new" || name === "stopping") return;
    if (name === "reloading") this.#report({ type: "superseded", generation: this.#generation });
    this.#generation++;
    this.#mode = { name: "reloading" };
    this.#recycles.clear();
    // The new version may have mended what failed.
    this.#ends = 0;
    this.#failures = 0;
    this.#nextStartMs = this.#now;
    this.#report({ type: "reloading", generation: this.#generation });
  }

  #abort(reason: string): void {
    this.#mode = { name: "running" };
    this.#report({ type: "aborted", generation: this.#generation, reason });
    for (const worker of this.#roster.all) {
      if (worker.state.name === "starting" && worker.why === "reload") this.#leave(worker, "abort");
    }
  }

  #stop(reason: string, exitCode: number): void {
    if (this.#mode.name === "stopping") return;
    const wasReloading = this.#mode.name === "reloading";
    this.#mode = { name: "stopping", exitCode };
    if (wasReloading)
      this.#report({ type: "aborted", generation: this.#generation, reason: `everything stops (${reason})` });
    this.#report({ type: "stopping", reason });
    for (const worker of this.#roster.all) {
      if (isOnDuty(worker) || worker.state.name === "leaving") this.#drain(worker, "stop");
    }
  }

  #force(how: "cut" | "kill", exitCode: number): void {
    if (this.#mode.name !== "stopping") return;
    this.#endWith(exitCode);
    for (const worker of this.#roster.all) {
      if (how === "cut") this.#commands.push({ type: "cut", id: worker.id });
      else if (worker.state.name !== "killed") this.#kill(worker, "stop");
    }
  }

  #endWith(exitCode: number): void {
    if (this.#mode.name !== "stopping") return;
    this.#mode = { name: "stopping", exitCode: Math.max(this.#mode.exitCode, exitCode) };
  }

  #leave(worker: Worker, why: Leaving): void {
    worker.state = { name: "leaving", untilMs: this.#now + LEAVE_MS, why };
    this.#commands.push({ type: "leave", id: worker.id });
  }

  #drain(worker: Worker, why: Leaving): void {
    worker.state = { name: "draining", untilMs: this.#now + this.#limits.budgetMs, why };
    this.#commands.push({ type: "drain", id: worker.id, why });
  }

  #kill(worker: Worker, why: Leaving): void {
    worker.state = { name: "killed", why };
    this.#commands.push({ type: "kill", id: worker.id });
    this.#report({ type: "killed", id: worker.id, why });
  }

  #report(news: News): void {
    this.#commands.push({ type: "report", news });
  }

  #expire(worker: Worker): void {
    const { state } = worker;
    if (state.name === "ready") {
      const { maxAgeMs = Number.POSITIVE_INFINITY } = this.#limits;
      const isOld = this.#now - state.sinceMs >= maxAgeMs && this.#mode.name === "running";
      if (isOld && !this.#recycles.has(worker.id)) this.#recycles.set(worker.id, "it has reached its age");
    }
    if (!("untilMs" in state) || this.#now < state.untilMs) return;
    if (state.name === "leaving") this.#drain(worker, state.why);
    else if (state.name === "draining") this.#kill(worker, state.why);
    else {
      // It may have connections already: it leaves like any other worker.
      this.#leave(worker, "abort");
      this.#onDied(worker, { code: null, signal: null }, false);
    }
  }

  #advance(): void {
    const { workers, surge } = this.#limits;
    const roster = this.#roster;
    if (this.#mode.name === "stopping" && roster.all.length === 0) {
      this.#commands.push({ type: "end", exitCode: this.#mode.exitCode });
      this.#mode = { name: "ended" };
    }
    if (!this.#isUp) return;
    while (roster.placesTaken < workers && this.#now >= this.#nextStartMs) this.#spawn("start");
    if (!this.#hasServed && roster.ready.length >= workers) {
      this.#hasServed = true;
      this.#report({ type: "serving" });
    }
    if (this.#mode.name === "running") {
      this.#recycle();
      return;
    }
    let old = roster.outdated(this.#generation);
    for (; old && roster.replacements < surge; old = roster.outdated(this.#generation)) {
      this.#spawn("reload", old.id);
    }
    if (old || roster.replacements > 0 || roster.ready.length !== workers) return;
    this.#mode = { name: "running" };
    this.#report({ type: "reloaded", generation: this.#generation });
  }

  /** One at a time, and only while all are well. */
  #recycle(): void {
    const [next] = this.#recycles;
    const isQuiet = this.#roster.replacements === 0 && this.#roster.ready.length === this.#limits.workers;
    if (!next || !isQuiet || this.#now < this.#nextRecycleMs) return;
    const [id, reason] = next;
    this.#recycles.delete(id);
    this.#report({ type: "recycling", id, reason });
    this.#spawn("recycle", id);
  }

  #spawn(why: Worker["why"], replaces?: number): void {
    const id = ++this.#lastId;
    const generation = this.#generation;
    const state = { name: "starting", untilMs: this.#now + this.#limits.readyMs } as const;
    this.#roster.add({ id, generation, replaces, why, startedMs: this.#now, state });
    this.#commands.push({ type: "spawn", id, generation });
  }
}
