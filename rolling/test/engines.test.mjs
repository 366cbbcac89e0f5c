import { afterAll, describe, expect, test } from "vitest";
import { ENGINES } from "../options.mjs";
import { play } from "../play.mjs";
import { table } from "../table.mjs";
import { failureLines, isClean } from "../verdict.mjs";

/** One engine, both servers side by side: seconds, most of them waiting for what is being restarted. */
const PLAY_MS = 90_000;
/** A third of the long form: other tests run beside it. */
const RATE = 100;
const RESTARTS = { graceful: 2, naive: 1 };

const results = [];
afterAll(() => console.log(`\n${table(results)}\n`));

/** What the clients of both servers saw: of the control only for the table, since it may be lucky. */
async function playBoth(name) {
  const engine = await import(`../engines/${name}.mjs`);
  const playOne = (shutdown) =>
    play(engine, { app: engine.app, shutdown, restarts: RESTARTS[shutdown], rate: RATE });
  const [naive, graceful] = await Promise.all([playOne("naive"), playOne("graceful")]);
  results.push(naive, graceful);
  return { naive, graceful };
}

describe.each(ENGINES)("rolling restarts: %s", (name) => {
  test(
    "no request fails, and every process ends by itself with exit code 0",
    async () => {
      const { naive, graceful } = await playBoth(name);
      expect(failureLines(graceful)).toEqual([]);
      expect(graceful.endings.length).toBeGreaterThanOrEqual(RESTARTS.graceful);
      expect(isClean(graceful), JSON.stringify(graceful.endings)).toBe(true);
      // Its listener is gone while clients are still sent there: no luck helps.
      if (name === "kubernetes") expect(naive.failedGet + naive.failedPost).toBeGreaterThan(0);
    },
    PLAY_MS,
  );
});
