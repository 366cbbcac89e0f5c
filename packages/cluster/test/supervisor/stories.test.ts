import fc from "fast-check";
import { expect, test } from "vitest";
import type { Command } from "../../src/supervisor/commands.js";
import type { Limits } from "../../src/supervisor/limits.js";
import { isOnDuty } from "../../src/supervisor/worker.js";
import { LIMITS, Scene } from "./scene.js";

/** What may become of a worker; each chance is drawn when it is started. */
interface Fate {
  /** Milliseconds until it is ready, or dies instead. */
  readonly startMs: number;
  readonly isBroken: boolean;
  /** Neither leaves nor drains: it must be killed. */
  readonly hangs: boolean;
  readonly leaveMs: number;
  readonly drainMs: number;
  /** Milliseconds from ready to its death; `undefined`: it lives. */
  readonly diesMs: number | undefined;
}

const fate: fc.Arbitrary<Fate> = fc.record({
  startMs: fc.oneof({ weight: 6, arbitrary: fc.integer({ min: 0, max: 3_000 }) }, fc.constant(200_000)),
  isBroken: fc.oneof({ weight: 5, arbitrary: fc.constant(false) }, fc.constant(true)),
  hangs: fc.oneof({ weight: 5, arbitrary: fc.constant(false) }, fc.constant(true)),
  leaveMs: fc.integer({ min: 0, max: 3_000 }),
  drainMs: fc.integer({ min: 0, max: 40_000 }),
  diesMs: fc.oneof({ weight: 5, arbitrary: fc.constant(undefined) }, fc.integer({ min: 0, max: 60_000 })),
});

const order = fc.record({
  afterMs: fc.integer({ min: 0, max: 60_000 }),
  what: fc.constantFrom("reload", "reload", "recycle", "pass"),
  which: fc.nat(9),
});

/** A supervisor whose workers do what their fates say. */
class Story {
  readonly scene: Scene;
  #due: { atMs: number; run: () => void }[] = [];
  #fates: readonly Fate[];
  readonly problems: string[] = [];
  reloads = 0;
  mostReloads = 0;
  hasEnded = false;

  constructor(limits: Partial<Limits>, fates: readonly Fate[]) {
    this.#limits = { ...LIMITS, ...limits };
    this.scene = new Scene(this.#limits);
    this.#fates = fates;
  }

  readonly #limits: Limits;
  /** The generations of which a worker has been ready for `minReadyMs`. */
  readonly #good = new Set([1]);

  do(event: Parameters<Scene["handle"]>[0]): void {
    const before = this.#ready;
    const commands = this.scene.handle(event);
    const hasDied = commands.some((command) => command.type === "report" && command.news.type === "died");
    if (!hasDied) this.#check(before);
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

  #obey(command: Command): void {
    if (this.hasEnded) this.problems.push("something was wanted after the end");
    if (command.type === "end") {
      this.hasEnded = true;
      if (this.scene.supervisor.workers.length > 0) this.problems.push("it ended before its workers");
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

  #order(what: "spawn" | "leave" | "drain" | "cut" | "kill", id: number): void {
    const { startMs, isBroken, hangs, leaveMs, drainMs, diesMs } = this.#fateOf(id);
    switch (what) {
      case "spawn":
        this.#later(startMs, () => {
          if (isBroken) this.#exit(id, 1);
          else this.do({ type: "ready", id });
          if (diesMs !== undefined) this.#later(diesMs, () => this.#exit(id, 1));
        });
        return;
      case "leave":
        this.#checkReplacement(id);
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

  /** How many serve. One that has yet to show that its version stays up does not count beside the one it replaces. */
  get #ready(): number {
    const { workers } = this.scene.supervisor;
    const onDuty = new Set(workers.filter(isOnDuty).map(({ id }) => id));
    return workers.filter(({ state, replaces = 0 }) => state.name === "ready" && !onDuty.has(replaces))
      .length;
  }

  /** Nothing died: those who serve become fewer only where more are there than are wanted, or when all is to stop. */
  #check(before: number): void {
    const { supervisor } = this.scene;
    const { workers, surge } = this.#limits;
    const isUp = supervisor.mode === "running" || supervisor.mode === "reloading";
    const now = this.#ready;
    if (isUp && now < Math.min(workers, before)) this.problems.push(`${now} of ${workers} serve`);
    if (now > workers) this.problems.push(`${now} serve`);
    const starting = supervisor.workers.filter(({ state }) => state.name === "starting");
    if (starting.length > workers + surge) this.problems.push(`${starting.length} start at once`);
  }

  /** An old worker leaves only for one whose version has shown that it stays up. */
  #checkReplacement(id: number): void {
    const { workers } = this.scene.supervisor;
    const old = workers.find((worker) => worker.id === id)?.state;
    if (old?.name !== "leaving" || old.why === "abort") return;
    const next = workers.find(({ replaces, state }) => replaces === id && state.name === "ready");
    if (next?.state.name !== "ready") {
      this.problems.push(`${id} leaves for nobody`);
      return;
    }
    if (this.scene.now - next.state.sinceMs >= this.#limits.minReadyMs) this.#good.add(next.generation);
    if (!this.#good.has(next.generation)) this.problems.push(`${id} leaves for ${next.id} too early`);
  }
}

const minReady = fc.constantFrom(0, 2_000);
const RUNS = Number(process.env.CLUSTER_STORIES ?? 1_000);

test("whatever happens in whatever order, enough serve, one reload runs at a time, and a stop ends it", () => {
  let reloaded = 0;
  let killed = 0;
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 4 }),
      fc.integer({ min: 1, max: 3 }),
      fc.option(fc.integer({ min: 1_000, max: 100_000 }), { nil: undefined }),
      minReady,
      fc.array(fate, { minLength: 1, maxLength: 12 }),
      fc.array(order, { maxLength: 12 }),
      (workers, surge, maxAgeMs, minReadyMs, fates, orders) => {
        const story = new Story({ workers, surge, maxAgeMs, minReadyMs }, fates);
        story.do({ type: "start" });
        for (const { afterMs, what, which } of orders) {
          story.pass(afterMs);
          const one = story.scene.supervisor.workers[which];
          if (what === "reload") story.do({ type: "reload" });
          if (what === "recycle" && one) story.do({ type: "recycle", id: one.id, why: "large" });
        }
        story.do({ type: "stop", reason: "SIGTERM" });
        story.pass(100_000);
        reloaded += story.scene.seen.filter((line) => line === "reloaded").length;
        killed += story.scene.seen.filter((line) => line.startsWith("killed")).length;
        expect(story.problems).toEqual([]);
        expect(story.hasEnded).toBe(true);
        expect(story.mostReloads).toBeLessThanOrEqual(1);
        expect(story.reloads).toBe(0);
      },
    ),
    { numRuns: RUNS },
  );
  // Nothing of it is true for want of an occasion.
  expect(reloaded).toBeGreaterThan(RUNS / 20);
  expect(killed).toBeGreaterThan(RUNS / 20);
});

test("a reload comes to its end by itself, whatever becomes of the new workers", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 4 }),
      minReady,
      fc.array(fate, { minLength: 1, maxLength: 12 }),
      (workers, minReadyMs, fates) => {
        const story = new Story({ workers, minReadyMs }, fates);
        story.do({ type: "start" });
        story.pass(5_000);
        story.do({ type: "reload" });
        // For each worker: a start, a wait to leave, a drain.
        story.pass(workers * 70_000 + 300_000);
        expect(story.hasEnded || story.reloads === 0).toBe(true);
      },
    ),
    { numRuns: RUNS },
  );
});
