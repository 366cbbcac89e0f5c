import { LONGEST_BACK_OFF_MS } from "./limits.js";

/** The workers that have to be replaced by workers of the same version, and why. */
export class Recycles {
  readonly #reasons = new Map<number, string>();
  #nextMs = 0;

  has(id: number): boolean {
    return this.#reasons.has(id);
  }

  add(id: number, reason: string): void {
    this.#reasons.set(id, reason);
  }

  remove(id: number): void {
    this.#reasons.delete(id);
  }

  /** Call it when a replacement failed: the next one waits. */
  postpone(nowMs: number): void {
    this.#nextMs = nowMs + LONGEST_BACK_OFF_MS;
  }

  /** When the next replacement is due. `Infinity` if none waits for its time. */
  wakeMs(nowMs: number): number {
    return this.#reasons.size > 0 && this.#nextMs > nowMs ? this.#nextMs : Number.POSITIVE_INFINITY;
  }

  /** Removes and returns the next replacement that is due. */
  take(nowMs: number): { id: number; reason: string } | undefined {
    const [next] = this.#reasons;
    if (!next || nowMs < this.#nextMs) return undefined;
    const [id, reason] = next;
    this.#reasons.delete(id);
    return { id, reason };
  }
}
