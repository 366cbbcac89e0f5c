import { setTimeout as sleep } from "node:timers/promises";

/** What the smallest app of each framework answers: at once on `/`, and after a while on `/slow/<ms>`. */
export const HELLO = "hello\n";

/** @param {string | number} ms */
export const work = (ms) => sleep(Number(ms));

/** @param {string} [path] */
export const slowMs = (path = "") => /^\/slow\/(\d+)/.exec(path)?.[1];
