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

  /**
   * How many workers count towards the number that should serve. A replacement does not count as long as the worker
   * that it replaces serves.
   */
  get placesTaken(): number {
    return this.all.filter((worker) => isOnDuty(worker) && !this.#waitsForAnother(worker)).length;
  }

  /** How many replacements have begun and are not over, which is when the old worker has exited. */
  get replacements(): number {
    return this.all.filter((worker) => this.#waitsForAnother(worker) || isReplaced(worker)).length;
  }

  /** A worker of an older generation that is on duty and has no replacement yet. */
  outdated(generation: number): Worker | undefined {
    const replaced = new Set(this.all.filter(isOnDuty).map(({ replaces }) => replaces));
    return this.all.find(
      (worker) =>
        isOnDuty(worker) &&
        worker.generation < generation &&
        !this.#waitsForAnother(worker) &&
        !replaced.has(worker.id),
    );
  }

  #waitsForAnother({ state, replaces }: Worker): boolean {
    const other = replaces === undefined ? undefined : this.#byId.get(replaces);
    return state.name === "starting" && other !== undefined && isOnDuty(other);
  }
}

function isReplaced({ state }: Worker): boolean {
  return "why" in state && (state.why === "reload" || state.why === "recycle");
}
