import type { Command } from "../../src/supervisor/commands.js";
import type { SupervisorEvent } from "../../src/supervisor/events.js";
import { type Limits, LONGEST_BACK_OFF_MS } from "../../src/supervisor/limits.js";
import { isOnDuty, type Worker } from "../../src/supervisor/worker.js";
import type { Scene } from "./scene.js";

/** What must hold after every event of a story, whatever happens in it. */
export class Promises {
  readonly problems: string[] = [];
  readonly #scene: Scene;
  readonly #limits: Limits;
  readonly #generations = new Map<number, number>();
  /** The generations of which a worker has answered after it had been ready for `minReadyMs`. */
  readonly #good = new Set([1]);
  readonly #drained = new Set<number>();
  /** The next worker must not start before, as the supervisor has said. */
  #pauseEndMs = 0;
  /** By then it has to start. Later than the pause where a worker died that nobody had to replace at that time. */
  #pauseEndAtMostMs = 0;
  #exitCode = 0;
  #wasStopping = false;

  constructor(scene: Scene, limits: Limits) {
    this.#scene = scene;
    this.#limits = limits;
  }

  /** How many serve. One that has yet to show that its version stays up does not count beside the one it replaces. */
  get serving(): number {
    return this.#workers.filter(({ state, id }) => state.name === "ready" && !this.#additions.has(id)).length;
  }

  /** `before`: how many served before the event. */
  check(event: SupervisorEvent, before: number, commands: readonly Command[]): void {
    this.#followExitCode(event, commands);
    if (event.type === "answered") this.#followAnswer(this.#worker(event.id));
    for (const [index, command] of commands.entries()) this.#checkCommand(command, commands[index - 1]);
    this.#checkNumbers(before, commands.some(isDeath));
    this.#checkModes();
    this.#wasStopping = this.#mode === "stopping";
  }

  #checkCommand(command: Command, previous: Command | undefined): void {
    const { now } = this.#scene;
    switch (command.type) {
      case "spawn":
        this.#generations.set(command.id, command.generation);
        if (this.#worker(command.id)?.why === "start" && now < this.#pauseEndMs)
          this.#problem(`${command.id} starts in the pause`);
        return;
      case "leave":
        this.#checkLeave(command.id);
        return;
      case "drain":
        if (command.why !== "stop" && this.#drained.has(command.id))
          this.#problem(`${command.id} is drained twice`);
        this.#drained.add(command.id);
        return;
      case "end":
        if (command.exitCode !== this.#exitCode)
          this.#problem(`the exit code is ${command.exitCode}, not ${this.#exitCode}`);
        return;
      case "report":
        this.#checkNews(command, previous);
        return;
      default:
    }
  }

  #checkNews({ news }: Extract<Command, { type: "report" }>, previous: Command | undefined): void {
    switch (news.type) {
      case "died":
        if (news.againMs !== undefined) this.#pauseEndMs = this.#scene.now + news.againMs;
        this.#pauseEndAtMostMs = this.#scene.now + (news.againMs ?? LONGEST_BACK_OFF_MS);
        return;
      case "reloading":
        this.#pauseEndMs = 0;
        this.#pauseEndAtMostMs = 0;
        return;
      case "reloaded":
        if (this.#workers.filter(isReadyOf(news.generation)).length !== this.#limits.workers)
          this.#problem("a reload is over before all workers serve");
        return;
      case "aborted": {
        const cause = previous?.type === "report" && previous.news.type === "died" ? previous.news.id : 0;
        if (!news.isStop && this.#generations.get(cause) !== news.generation)
          this.#problem(`${cause}, of another version, ends the reload`);
        return;
      }
      default:
    }
  }

  /** An old worker leaves only for one whose version has shown that it stays up, and answers. */
  #checkLeave(id: number): void {
    const old = this.#worker(id)?.state;
    if (old?.name !== "leaving" || old.why === "abort") return;
    const next = this.#workers.find(({ replaces, state }) => replaces === id && state.name === "ready");
    if (next?.state.name !== "ready") {
      this.#problem(`${id} leaves for nobody`);
      return;
    }
    if (this.#limits.minReadyMs === 0) this.#good.add(next.generation);
    if (!this.#good.has(next.generation)) this.#problem(`${id} leaves for ${next.id} too early`);
  }

  #checkNumbers(before: number, hasDied: boolean): void {
    if (this.#mode !== "running" && this.#mode !== "reloading") return;
    const { workers, surge } = this.#limits;
    const { serving } = this;
    // Those who serve become fewer only where one died, or where more serve than are wanted.
    if (!hasDied && serving < Math.min(workers, before)) this.#problem(`${serving} of ${workers} serve`);
    if (serving > workers) this.#problem(`${serving} serve`);
    const starting = this.#workers.filter(({ state }) => state.name === "starting").length;
    if (starting > workers + surge) this.#problem(`${starting} start at once`);
    const onDuty = this.#workers.filter((worker) => isOnDuty(worker) && !this.#additions.has(worker.id));
    if (onDuty.length < workers && this.#scene.now >= this.#pauseEndAtMostMs)
      this.#problem(`${onDuty.length} of ${workers} serve or start, and no pause is on`);
  }

  #checkModes(): void {
    const left = this.#workers.filter(({ why, id }) => why === "reload" && this.#additions.has(id));
    if (this.#mode === "running" && left.length > 0) this.#problem("a replacement is left of a reload");
    const kept = this.#workers.filter(({ state }) => state.name !== "draining" && state.name !== "killed");
    if (this.#mode === "stopping" && kept.length > 0)
      this.#problem(`${kept[0]?.id} is not told that all stops`);
  }

  #followAnswer(worker: Readonly<Worker> | undefined): void {
    if (worker?.state.name !== "ready") return;
    if (this.#scene.now - worker.state.sinceMs >= this.#limits.minReadyMs) this.#good.add(worker.generation);
  }

  #followExitCode(event: SupervisorEvent, commands: readonly Command[]): void {
    const hasFailed = event.type === "exited" && event.ending.code !== 0 && this.#wasStopping;
    const hasGivenUp = commands.some(
      (command) => command.type === "report" && command.news.type === "gave-up",
    );
    if (hasFailed || hasGivenUp) this.#exitCode = 1;
  }

  get #mode(): Scene["supervisor"]["mode"] {
    return this.#scene.supervisor.mode;
  }

  get #workers(): readonly Readonly<Worker>[] {
    return this.#scene.supervisor.workers;
  }

  #worker(id: number): Readonly<Worker> | undefined {
    return this.#workers.find((worker) => worker.id === id);
  }

  /** The ids of those that were started beside a worker which serves or starts, to replace it. */
  get #additions(): ReadonlySet<number> {
    const onDuty = this.#workers.filter(isOnDuty);
    const ids = new Set(onDuty.map(({ id }) => id));
    return new Set(onDuty.filter(({ replaces = 0 }) => ids.has(replaces)).map(({ id }) => id));
  }

  #problem(text: string): void {
    this.problems.push(text);
  }
}

function isReadyOf(generation: number) {
  return (worker: Readonly<Worker>) => worker.state.name === "ready" && worker.generation === generation;
}

function isDeath(command: Command): boolean {
  return command.type === "report" && command.news.type === "died";
}
