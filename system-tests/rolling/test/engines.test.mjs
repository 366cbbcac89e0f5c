import { afterAll, describe, expect, test } from "vitest";
import { asText, tableOf } from "../../../test-kit/table.mjs";
import { COLUMNS } from "../columns.mjs";
import { ENGINES } from "../engines.mjs";
import { play } from "../play.mjs";
import { failureLines, isClean } from "../verdict.mjs";

/** One engine, both servers side by side: seconds, most of them waiting for what is being restarted. */
const PLAY_MS = 90_000;
/** A third of the long form: other tests run beside it. */
const RATE = 100;
/** Where a restart is mostly a lame duck, one of them. */
const SLOW = ["nginx", "kubernetes"];

const results = [];
afterAll(() => console.log(`\n${asText(tableOf(COLUMNS, results))}\n`));

/** What the clients of both servers saw: of the control only for the table, since it may be lucky. */
async function playBoth(name) {
  const engine = await import(`../engines/${name}.mjs`);
  const restarts = SLOW.includes(name) ? 1 : 2;
  const playOne = (shutdown, times) =>
    play(engine, { app: engine.app, shutdown, restarts: times, rate: RATE });
  const [naive, graceful] = await Promise.all([playOne("naive", 1), playOne("graceful", restarts)]);
  results.push(naive, graceful);
  return { naive, graceful, restarts };
}

describe.each(ENGINES)("rolling restarts: %s", (name) => {
  test(
    "no request fails, and every process ends by itself with exit code 0",
    async () => {
      const { naive, graceful, restarts } = await playBoth(name);
      expect(failureLines(graceful)).toEqual([]);
      expect(graceful.endings.length).toBeGreaterThanOrEqual(restarts);
      expect(isClean(graceful), JSON.stringify(graceful.endings)).toBe(true);
      // How many it lost is in the table; that it was asked at all is certain.
      expect(naive.requests).toBeGreaterThan(0);
      // Its listener is gone while clients are still sent there: no luck helps.
      if (name === "kubernetes") expect(naive.failedGet + naive.failedPost).toBeGreaterThan(0);
    },
    PLAY_MS,
  );
});
