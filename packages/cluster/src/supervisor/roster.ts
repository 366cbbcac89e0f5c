import { isOnDuty, type Worker } from "./worker.js";

/** All workers that have not exited, and questions about all of them. */
export class Roster {
  readonly #byId = new Map<number, Worker>();

  add(worker: Worker): void {
    this.#byId.set(worker.id, worker);
  }

  get(id: number): Worker | undefined {
    return this.#byId.get(id);
  }

  remove(id: number): void {
    this.#byId.delete(id);
  }

  get all(): readonly Worker[] {
    return [...this.#byId.values()];
  }

  get ready(): readonly Worker[] {
    return this.all.filter(({ state }) => state.name === "ready");
  }

  /** The worker that this one replaces, as long as that one serves or starts. */
  predecessor({ replaces }: Worker): Worker | undefined {
    const other = replaces === undefined ? undefined : this.#byId.get(replaces);
    return other && isOnDuty(other) ? other : undefined;
  }

  /** Whether it was started to replace a worker that still serves. */
  isAddition(worker: Worker): boolean {
    return isOnDuty(worker) && this.predecessor(worker) !== undefined;
  }

  /** The workers that a reload has started, as long as they have replaced none. */
  get newOfReload(): readonly Worker[] {
    return this.all.filter(
      (worker) => worker.why === "reload" && (worker.state.name === "starting" || this.isAddition(worker)),
    );
  }

  /**
   * How many workers count towards the number that should serve. A replacement does not count as long as the worker
   * that it replaces serves.
   */
  get placesTaken(): number {
    return this.all.filter((worker) => isOnDuty(worker) && !this.isAddition(worker)).length;
  }

  /** How many replacements have begun and are not over, which is when the old worker has exited. */
  get replacements(): number {
    return this.all.filter((worker) => this.isAddition(worker) || isReplaced(worker)).length;
  }

  /** A worker of an older generation that is on duty and has no replacement yet. */
  outdated(generation: number): Worker | undefined {
    const replaced = new Set(this.all.filter(isOnDuty).map(({ replaces }) => replaces));
    return this.all.find(
      (worker) =>
        isOnDuty(worker) &&
        worker.generation < generation &&
        !this.isAddition(worker) &&
        !replaced.has(worker.id),
    );
  }
}

function isReplaced({ state }: Worker): boolean {
  return "why" in state && (state.why === "reload" || state.why === "recycle");
}
