import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { describe, expect, test } from "vitest";
import { MODES } from "../kubernetes/modes.mjs";
import { PAGES, readResults, withResults, withRow } from "../kubernetes/publish.mjs";
import { isClean, readmeText, tableOfRows, toRow } from "../kubernetes/result-table.mjs";

describe("a result", () => {
  const [naive, defaults] = MODES;
  const withCode = (code) => ({ how: /** @type {const} */ ("by itself"), code, lines: [] });
  const killed = { how: /** @type {const} */ ("killed"), lines: [] };
  const unseen = { how: /** @type {const} */ ("unseen"), lines: [] };
  const played = {
    requests: 1_000,
    refused: 0,
    failed: 0,
    slowestMs: 120.4,
    lines: [],
    rolledOutMs: [9_000, 10_400.2],
    endedMs: [15_000, 16_000],
    endings: [withCode(0), withCode(0)],
    restarts: 0,
  };
  const rowOf = (more) => toRow(defaults, { ...played, ...more }, 300);

  test("is clean if no client noticed the rollout", () => {
    expect(isClean(rowOf({}))).toBe(true);
  });

  test.each([
    ["a request was refused", { refused: 1 }],
    ["a request failed", { failed: 1 }],
    ["nothing was asked", { requests: 0 }],
    ["no pod ended", { endings: [] }],
    ["a pod was killed", { endings: [withCode(0), killed] }],
    ["a pod ended with an error", { endings: [withCode(1)] }],
    ["the end of a pod was not seen", { endings: [unseen] }],
    ["a container was started again", { restarts: 1 }],
  ])("is not clean where %s", (_, more) => {
    expect(isClean(rowOf(more))).toBe(false);
  });

  test("has a line in the table", () => {
    const row = toRow(naive, { ...played, refused: 2, failed: 1, endings: [killed, withCode(0)] }, 300);
    expect(tableOfRows([row]).rows).toEqual([
      ["`server.close()`", "300", "1 000", "2", "1", "2", "1 of 2", "1", "10 s", "16 s"],
    ]);
  });

  const where = {
    cluster: { version: "1.20.2", nodes: 1, replicas: 2 },
    machine: { node: "v20.20.2", cpu: "a", cores: 2 },
  };

  test("takes the place of the one before of its mode, and none of another cluster stays beside it", () => {
    const first = withRow({ ...where, rows: [] }, rowOf({}), { ...where, date: "2026-11-29" });
    const second = withRow(first, rowOf({ requests: 2_000 }), { ...where, date: "2026-11-30" });
    expect(second.rows.map(({ requests, date }) => [requests, date])).toEqual([[2_000, "2026-11-30"]]);
    const both = withRow(second, toRow(naive, played, 300), { ...where, date: "2026-11-30" });
    expect(both.rows.map(({ mode }) => mode)).toEqual(["defaults", "naive"]);
    const cluster = { ...where.cluster, version: "1.34.1" };
    const elsewhere = withRow(both, rowOf({}), { ...where, cluster, date: "2026-12-01" });
    expect(elsewhere.rows.map(({ mode }) => mode)).toEqual(["defaults"]);
  });

  test("is in the README with the control beside it, wherever the file has it", () => {
    const rows = [rowOf({}), toRow(naive, { ...played, failed: 3, endings: [killed, killed] }, 300)];
    expect(readmeText({ ...where, rows: rows.map((row) => ({ ...row, date: "2026-11-30" })) })).toBe(
      "In [a real Kubernetes](docs/platforms/kubernetes.md#tested), 1.20.2 of one node, 2026-11-30, " +
        "requests that failed during `rollout restart`: 0 of 1 000 with the documented defaults; " +
        "3 of 1 000 with `server.close()`, and 2 of its 2 pods had to be killed.",
    );
  });
});

test.each(PAGES.map((page) => [basename(page.file.pathname), page]))(
  "what is published is what was measured: %s",
  (_, { file, textOf }) => {
    const page = readFileSync(file, "utf8");
    expect(page).toBe(withResults(page, textOf(readResults())));
  },
);

test("the results name a mode once, and nothing of the machine but what it is", () => {
  const { machine, cluster, rows } = readResults();
  expect(Object.keys(machine)).toEqual(["node", "cpu", "cores"]);
  expect(Object.keys(cluster)).toEqual(["version", "nodes", "replicas"]);
  expect(rows.map(({ mode }) => mode).sort()).toEqual(MODES.map(({ id }) => id).sort());
});
