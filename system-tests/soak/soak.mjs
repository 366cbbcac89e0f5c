import { isDeepStrictEqual } from "node:util";
import { lives } from "./lives.mjs";
import { traces } from "./traces.mjs";

/** Every part of the process is in use except the exit, which would end the soak. */
const PLAN = {
  signals: ["SIGTERM", "SIGINT"],
  exit: false,
  logger: false,
  idleGraceMs: 0,
  budgetMs: 5_000,
  lameDuckMs: 0,
};

/** Waits a few turns, until everything that was closed is released. */
async function settled() {
  for (let turn = 0; turn < 5; turn++) await new Promise(setImmediate);
}

/**
 * Lives of one kind, one after another, after some which set up what stays for good. `wrong`: what a life said or left
 * that it should not have; `heap`: bytes in use after each batch, where the process can collect.
 */
export async function soak(kind, { rounds, warmUp, batch }) {
  const wrong = [];
  const heap = [];
  let before;
  for (let round = 1; round <= warmUp + rounds; round++) {
    const { statuses, report } = await lives[kind](PLAN);
    if (report.outcome !== "clean") wrong.push(`round ${round}: ${report.outcome}`);
    const right = kind === "webSocket" ? 1001 : 200;
    if (statuses.some((status) => status !== right)) wrong.push(`round ${round}: answered ${statuses}`);
    if (round < warmUp) continue;
    await settled();
    const now = traces();
    before ??= now;
    if (!isDeepStrictEqual(now, before))
      wrong.push(`round ${round} left ${JSON.stringify(now)}, not ${JSON.stringify(before)}`);
    if (globalThis.gc && (round - warmUp) % batch === 0) {
      globalThis.gc();
      heap.push(process.memoryUsage().heapUsed);
    }
  }
  return { kind, rounds, wrong, heap };
}
