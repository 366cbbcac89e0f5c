import { readFileSync } from "node:fs";

/**
 * How long the main thread of a process was ready to run but got no processor, as the kernel counts it. Without /proc
 * it is always 0.
 */
export class RunDelay {
  readonly #pid: number | undefined;
  readonly #samples: { at: number; ms: number }[] = [];

  constructor(pid: number | undefined) {
    this.#pid = pid;
  }

  /** Records the present value. For a process that has ended it stays the same. */
  sample(): number {
    const last = this.#samples.at(-1)?.ms ?? 0;
    const ms = Math.max(last, read(this.#pid));
    this.#samples.push({ at: performance.now(), ms });
    return ms;
  }

  /** The increase since a moment of `performance.now()`, in milliseconds. */
  since(moment: number): number {
    const now = this.sample();
    const before = this.#samples.findLast(({ at }) => at <= moment) ?? this.#samples[0];
    return now - (before?.ms ?? now);
  }
}

function read(pid: number | undefined): number {
  try {
    const [, ns = "0"] = readFileSync(`/proc/${pid}/schedstat`, "latin1").split(" ");
    return Number(ns) / 1e6;
  } catch {
    return 0;
  }
}
