import { describe, expect, test } from "vitest";
import { failureLines } from "../verdict.mjs";
import { alone, sideBySide } from "../workers/cases.mjs";
import { playCase } from "../workers/play-case.mjs";
import { resultTable, toRow } from "../workers/result-table.mjs";

/** A reload of two workers: seconds, most of them idle graces. */
const PLAY_MS = 60_000;
/** A third of the long form: other tests run beside it. */
const SHORT = { reloads: 1, rate: 100 };
const FRAMEWORK = /HTTP\/1, (express|fastify|koa|hapi|hono|four workers)/;

const ours = [...sideBySide, ...alone].filter(
  ({ supervisor, title }) => supervisor === "graceful-cluster" && !FRAMEWORK.test(title),
);
const others = sideBySide.filter(
  ({ supervisor, shutdown }) => supervisor !== "graceful-cluster" && shutdown === "graceful",
);

describe("a reload of two workers under load loses and refuses nothing", () => {
  test.each(ours.map((one) => [`${one.title}, ${one.shutdown}`, one]))(
    "%s",
    async (_title, one) => {
      const played = await playCase(one, SHORT);
      const { requests, lost, refused, endedWell, ended } = toRow(played);
      expect(failureLines(played)).toEqual([]);
      expect({ lost, refused, ended }).toEqual({ lost: 0, refused: 0, ended: one.workers });
      expect(endedWell).toBe(ended);
      expect(requests).toBeGreaterThan(0);
    },
    PLAY_MS,
  );
});

test.each(others.map((one) => [one.supervisor, one]))(
  "%s can be measured: what it loses is in the table",
  async (_supervisor, one) => {
    const row = toRow(await playCase(one, SHORT));
    console.log(resultTable([row]));
    expect(row.requests).toBeGreaterThan(0);
    // Between the end of one process and the begin of the next nobody listens: no luck helps.
    if (one.supervisor === "one-process" || one.supervisor === "throng")
      expect(row.refused).toBeGreaterThan(0);
  },
  PLAY_MS,
);
