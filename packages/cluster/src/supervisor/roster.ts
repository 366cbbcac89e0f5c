import { isOnDuty, type Worker } from "./worker.js";

/** The workers that there are, and what can be asked of them together. */
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
   * How many workers count towards those that are wanted. A replacement does not, as long as the old worker is there.
   */
  get placesTaken(): number {
    return this.all.filter((worker) => isOnDuty(worker) && !this.#waitsForAnother(worker)).length;
  }

  /** How many replacements are under way: begun, and the old one not gone. */
  get replacements(): number {
    return this.all.filter((worker) => this.#waitsForAnother(worker) || isReplaced(worker)).length;
  }

  /** A worker that is on duty, of an older generation, and has no replacement yet. */
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
