import { LONGEST_BACK_OFF_MS } from "./limits.js";

/** The workers that are to be replaced by their like, and why. */
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

  clear(): void {
    this.#reasons.clear();
  }

  /** A replacement failed: the next one waits. */
  postpone(nowMs: number): void {
    this.#nextMs = nowMs + LONGEST_BACK_OFF_MS;
  }

  /** When the next one is due, where something waits for that. */
  wakeMs(nowMs: number): number {
    return this.#reasons.size > 0 && this.#nextMs > nowMs ? this.#nextMs : Number.POSITIVE_INFINITY;
  }

  /** Takes the next one that is due. */
  take(nowMs: number): { id: number; reason: string } | undefined {
    const [next] = this.#reasons;
    if (!next || nowMs < this.#nextMs) return undefined;
    const [id, reason] = next;
    this.#reasons.delete(id);
    return { id, reason };
  }
}
