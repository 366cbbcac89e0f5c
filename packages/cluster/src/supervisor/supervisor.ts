import { BackOff } from "./back-off.js";
import type { Command } from "./commands.js";
import { Deadlines } from "./deadlines.js";
import { endingText } from "./ending-text.js";
import type { Ending, SupervisorEvent } from "./events.js";
import type { Limits } from "./limits.js";
import { endingWith, isUp, type Mode } from "./mode.js";
import { Orders } from "./orders.js";
import { Recycles } from "./recycles.js";
import { Roster } from "./roster.js";
import { Trial } from "./trial.js";
import { isOnDuty, type Worker } from "./worker.js";

/**
 * Decides which workers start and stop. It starts no process and reads no clock: `handle` takes what happened and when,
 * and returns the commands to carry out. The supervisor owns the state of all workers.
 *
 * A reload replaces the workers of older generations, `surge` at a time. The new worker starts first. When it is ready,
 * and the first one of its generation has passed its trial, the old one leaves, drains and exits. If a new worker
 * fails, the reload is aborted, and the remaining old workers stay.
 */
export class Supervisor {
  readonly #limits: Limits;
  readonly #orders: Orders;
  readonly #roster = new Roster();
  #mode: Mode = { name: "new" };
  #generation = 1;
  #lastId = 0;
  #hasServed = false;
  #now = 0;
  readonly #backOff = new BackOff();
  readonly #recycles: Recycles;
  readonly #trial: Trial;
  readonly #deadlines: Deadlines;

  constructor(limits: Limits) {
    this.#limits = limits;
    this.#orders = new Orders(limits);
    this.#recycles = new Recycles(this.#orders);
    this.#trial = new Trial(limits, this.#orders);
    this.#deadlines = new Deadlines(limits, this.#roster, this.#recycles, this.#trial);
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
    this.#orders.begin(nowMs);
    this.#apply(event);
    for (const worker of this.#roster.all) this.#expire(worker);
    this.#advance();
    return this.#orders.commands;
  }

  /** When to send the event `time`, unless another event comes first. */
  get wakeMs(): number {
    return this.#deadlines.wakeMs(this.#mode, this.#backOff.nextStartMs, this.#now);
  }

  #apply(event: SupervisorEvent): void {
    switch (event.type) {
      case "start":
        if (this.#mode.name === "new") this.#mode = { name: "running" };
        return;
      case "ready":
        this.#onReady(this.#roster.get(event.id));
        return;
      case "answered":
        this.#trial.answered(this.#roster.get(event.id));
        return;
      case "waits":
        this.#orders.wait(this.#roster.get(event.id), event.waitsFor);
        return;
      case "left":
        this.#orders.afterLeft(this.#roster.get(event.id));
        return;
      case "drains":
        this.#onDrains(this.#roster.get(event.id));
        return;
      case "exited":
        this.#onExited(this.#roster.get(event.id), event.ending);
        return;
      case "reload":
        this.#reload();
        return;
      case "recycle":
        if (this.#mode.name === "running")
          this.#recycles.addLarge(this.#roster.get(event.id), event.why, this.#now);
        return;
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
    this.#backOff.ready();
    this.#orders.report({ type: "ready", id: worker.id });
  }

  #onExited(worker: Worker | undefined, ending: Ending): void {
    if (!worker) return;
    const { state, id } = worker;
    this.#roster.remove(id);
    this.#recycles.remove(id);
    if (state.name === "starting" || state.name === "ready") {
      this.#onDied(worker, ending, state.name === "ready" ? state.sinceMs : undefined);
      return;
    }
    if (ending.code !== 0) this.#mode = endingWith(this.#mode, 1);
    this.#orders.report({ type: "gone", id, ending, why: state.why });
  }

  /** It is replaced now, and not only when it has exited. */
  #onDrains(worker: Worker | undefined): void {
    if (worker?.state.name !== "ready") return;
    const { sinceMs } = worker.state;
    this.#orders.letDrain(worker, "itself");
    this.#onDied(worker, { code: null, signal: null }, sinceMs);
  }

  /** A worker ended or drains that was not told to, or did not get ready in time. */
  #onDied(worker: Worker, ending: Ending, readySinceMs?: number): void {
    const wasReady = readySinceMs !== undefined;
    const reason = endingText(ending, wasReady);
    const { attempts, workers } = this.#limits;
    this.#backOff.died(worker.id, this.#lastId, readySinceMs, this.#now);
    this.#recycles.afterDeath(worker, this.#now);
    const isHopeless = !wasReady && this.#backOff.failures >= attempts && this.#roster.ready.length === 0;
    const isMissed = isUp(this.#mode) && !isHopeless && this.#roster.placesTaken < workers;
    const againMs = isMissed ? Math.max(0, this.#backOff.nextStartMs - this.#now) : undefined;
    this.#orders.report({ type: "died", id: worker.id, ending, againMs, wasReady });
    if (this.#mode.name === "reloading" && worker.generation === this.#generation) this.#abort(reason);
    if (!isHopeless) return;
    this.#orders.report({ type: "gave-up", attempts, reason });
    this.#stop("no worker got ready", 1);
  }

  #reload(): void {
    const { name } = this.#mode;
    if (name === "new" || name === "stopping") return;
    if (name === "reloading") this.#orders.report({ type: "superseded", generation: this.#generation });
    this.#generation++;
    this.#mode = { name: "reloading" };
    this.#backOff.reset(this.#now);
    this.#recycles.reset();
    this.#orders.report({ type: "reloading", generation: this.#generation });
  }

  #abort(reason: string): void {
    this.#mode = { name: "running" };
    this.#orders.report({ type: "aborted", generation: this.#generation, reason, isStop: false });
    for (const worker of this.#roster.newOfReload) this.#orders.leave(worker, "abort");
  }

  #stop(reason: string, exitCode: number): void {
    if (this.#mode.name === "stopping") return;
    const why = `everything stops (${reason})`;
    if (this.#mode.name === "reloading")
      this.#orders.report({ type: "aborted", generation: this.#generation, reason: why, isStop: true });
    this.#mode = { name: "stopping", exitCode };
    this.#orders.report({ type: "stopping", reason });
    for (const worker of this.#roster.all)
      if (isOnDuty(worker) || worker.state.name === "leaving") this.#orders.drain(worker, "stop");
  }

  #force(how: "cut" | "kill", exitCode: number): void {
    if (this.#mode.name !== "stopping") return;
    this.#mode = endingWith(this.#mode, exitCode);
    for (const worker of this.#roster.all) this.#orders.force(worker, how);
  }

  #expire(worker: Worker): void {
    const { state } = worker;
    if (this.#now < this.#deadlines.dueMs(worker, this.#mode)) return;
    const old = this.#roster.predecessor(worker);
    if (state.name === "ready" && old) {
      const verdict = this.#trial.verdict(worker);
      if (verdict === "passed") this.#orders.leave(old, worker.why === "recycle" ? "recycle" : "reload");
      if (verdict === "failed") this.#fail(worker, "it gives no answer any more");
    } else if (state.name === "ready") this.#recycles.addOld(worker);
    else if (state.name === "leaving") this.#orders.drain(worker, state.why);
    else if (state.name === "draining") this.#orders.kill(worker, state.why);
    else if (state.name === "starting") this.#fail(worker, state.waitsFor);
  }

  /** It may have connections already, so it leaves like any other worker. */
  #fail(worker: Worker, said: string): void {
    this.#orders.leave(worker, "abort");
    this.#onDied(worker, { code: null, signal: null, said });
  }

  #advance(): void {
    const { workers, surge } = this.#limits;
    const roster = this.#roster;
    if (this.#mode.name === "stopping" && roster.all.length === 0) {
      this.#orders.end(this.#mode.exitCode);
      this.#mode = { name: "ended" };
    }
    if (!isUp(this.#mode)) return;
    while (roster.placesTaken < workers && this.#now >= this.#backOff.nextStartMs) this.#spawn("start");
    if (!this.#hasServed && roster.ready.length >= workers) {
      this.#hasServed = true;
      this.#orders.report({ type: "serving" });
    }
    if (this.#mode.name === "running") {
      this.#recycle();
      return;
    }
    let old = roster.outdated(this.#generation);
    for (; old && roster.replacements < surge; old = roster.outdated(this.#generation))
      this.#spawn("reload", old.id);
    if (old || roster.replacements > 0 || roster.ready.length !== workers) return;
    this.#mode = { name: "running" };
    this.#orders.report({ type: "reloaded", generation: this.#generation });
  }

  /** Starts one replacement, and only while all workers serve. */
  #recycle(): void {
    const isQuiet = this.#roster.replacements === 0 && this.#roster.ready.length === this.#limits.workers;
    const next = isQuiet ? this.#recycles.take(this.#now) : undefined;
    if (!next) return;
    this.#orders.report({ type: "recycling", ...next });
    this.#spawn("recycle", next.id);
  }

  #spawn(why: Worker["why"], replaces?: number): void {
    this.#roster.add(this.#orders.spawn(++this.#lastId, this.#generation, why, replaces));
  }
}
