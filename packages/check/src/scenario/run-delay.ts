import { readFileSync } from "node:fs";

/**
 * How long the main thread of a process was ready to run and got no processor, as its kernel counts it. Says nothing
 * (0) where there is no /proc.
 */
export class RunDelay {
  readonly #samples: { at: number; ms: number }[] = [];

  constructor(private readonly pid: number | undefined) {}

  /** Remembers what has come together by now; a process that is gone adds nothing. */
  sample(): number {
    const last = this.#samples.at(-1)?.ms ?? 0;
    const ms = Math.max(last, read(this.pid));
    this.#samples.push({ at: performance.now(), ms });
    return ms;
  }

  /** What was added since a moment, by `performance.now()`. */
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
