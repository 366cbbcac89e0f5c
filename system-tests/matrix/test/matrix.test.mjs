import { existsSync, readdirSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { countText, countVerdicts, steadiness } from "../count-verdicts.mjs";
import { pageOf } from "../page.mjs";
import { readPage, readResults } from "../results.mjs";
import { rowOf } from "../row.mjs";
import { SETUPS } from "../setups.mjs";
import { folderOf } from "../workplace.mjs";

const results = readResults();
const ids = SETUPS.map(({ id }) => id);
const folders = [...new Set(SETUPS.map(({ id, folder = id }) => folder))];

describe("how the world's servers end", () => {
  test("has a folder of every set-up, and no folder besides", () => {
    const here = readdirSync(new URL("../", import.meta.url), { withFileTypes: true });
    const found = here.filter((entry) => entry.isDirectory() && entry.name !== "test");
    expect(found.map(({ name }) => name).sort()).toEqual(folders.sort());
    for (const setup of SETUPS) expect(existsSync(folderOf(setup)), setup.id).toBe(true);
  });

  test("has at least twenty set-ups that ran, and none that is not in the list", () => {
    expect(results.rows.filter(({ notRun }) => !notRun).length).toBeGreaterThanOrEqual(20);
    expect(results.rows.map(({ id }) => id).filter((id) => !ids.includes(id))).toEqual([]);
    expect(new Set(results.rows.map(({ id }) => id)).size).toBe(results.rows.length);
  });

  test("has on its page what `npm run matrix` makes of the results", () => {
    expect(readPage()).toBe(pageOf(results));
  });

  test("names nothing of the machine but what it is", () => {
    expect(Object.keys(results.machine).sort()).toEqual(["cores", "cpu", "node", "platform"]);
    expect(JSON.stringify(results)).not.toMatch(/\/(home|root|tmp|work)\//);
  });
});

describe("a row", () => {
  const check = (id, outcome, more = {}) => ({ id, outcome, failures: [], ...more });
  const run = (exit) => ({ scenario: "alone", exit: { code: null, signal: null, killed: false, ...exit } });
  const row = (checks, runs = []) => rowOf(/** @type {any} */ ({ checks, runs }));

  test("keeps every outcome, of a failure what was seen first, and no check that needs an option", () => {
    const failures = [
      { run: 1, seen: ["reset", "more"] },
      { run: 2, seen: ["other"] },
    ];
    expect(
      row([
        check("in-flight", "passed"),
        check("upload", "failed", { failures }),
        check("restart", "race"),
        check("output-whole", "not-measured", { reason: "it printed nothing" }),
        check("h2-goaway", "not-measured", { reason: "needs --h2c or --h2" }),
      ]),
    ).toEqual({
      passed: ["in-flight"],
      failed: [{ id: "upload", seen: "reset" }],
      race: ["restart"],
      notMeasured: ["output-whole"],
      exit: "not seen",
    });
  });

  test("says of a failure what became of the process, where that was judged", () => {
    const failures = [{ run: 1, seen: ["second SIGTERM at +1221.4 ms", "the process: still there"] }];
    expect(row([check("second-signal", "failed", { failures })]).failed).toEqual([
      { id: "second-signal", seen: "the process: still there" },
    ]);
  });

  test.each([
    [{ code: 0, afterMs: 12 }, "code 0, 0.0 s"],
    [{ signal: "SIGTERM", afterMs: 1_260 }, "SIGTERM, 1.3 s"],
    [{ killed: true, signal: "SIGKILL", afterMs: 11_000 }, "never"],
  ])("says how the process ended that had no connection: %o", (exit, text) => {
    expect(row([], [run(exit)]).exit).toBe(text);
  });

  test("says on the page why a set-up did not run", () => {
    const rows = [{ id: "puma", date: "2026-01-01", notRun: "puma is not installed" }];
    expect(pageOf({ ...results, rows })).toContain("not run: puma is not installed");
  });
});

describe("the verdicts of many runs", () => {
  const report = (outcomes) => ({
    checks: Object.entries(outcomes).map(([id, outcome]) => ({
      id,
      outcome,
      failures: outcome === "passed" ? [] : [{ run: 1, seen: [`${id} ${outcome}`] }],
    })),
  });
  const counts = countVerdicts(
    /** @type {any} */ ([
      report({ upload: "passed", slow: "failed", load: "failed", restart: "failed" }),
      report({ upload: "not-measured", slow: "failed", load: "passed", restart: "race" }),
      report({ upload: "passed", slow: "failed", load: "passed", restart: "failed" }),
    ]),
  );

  test("are counted by check", () => {
    expect(counts.map((count) => [count.id, countText(count)])).toEqual([
      ["upload", "2 passed, 1 not measured"],
      ["slow", "3 failed"],
      ["load", "2 passed, 1 failed"],
      ["restart", "2 failed, 1 race"],
    ]);
  });

  test("flipped where a check failed in some and passed in others; a race in others is chance", () => {
    expect(counts.map((count) => [count.id, steadiness(count), count.seen])).toEqual([
      ["upload", "same", undefined],
      ["slow", "same", "slow failed"],
      ["load", "flipped", "load failed"],
      ["restart", "by chance", "restart failed"],
    ]);
  });
});
