import { describe, expect, test } from "vitest";
import { formatNews } from "../src/format/format-news.js";
import { formatStatus } from "../src/format/format-status.js";
import type { ClusterStatus, WorkerStatus } from "../src/status.js";
import type { News } from "../src/supervisor/commands.js";

const lineOf = (news: News) => formatNews(news, () => ({ pid: 41, report: undefined }), 2)?.[1];

describe("a log line", () => {
  const ending = { code: 1, signal: null, said: "Error: no DATABASE_URL\n    at server.js:1:7\n" };
  const died = { type: "died", id: 3, ending, wasReady: false } as const;

  test("says when the next worker starts before the output of the one that died, which may have many lines", () => {
    expect(lineOf({ ...died, againMs: 100 })).toBe(
      "Worker 3 (pid 41) ended with code 1 before it was ready; the next one starts in 100 ms: " +
        "Error: no DATABASE_URL\n    at server.js:1:7",
    );
  });

  test("says what code 9 of Node means, whose reason is only in the output of the worker", () => {
    const wrong = { ...died, ending: { code: 9, signal: null } };
    expect(lineOf({ ...wrong, againMs: undefined })).toBe(
      "Worker 3 (pid 41) ended with code 9 before it was ready: " +
        "an option of node is wrong, or there is no file that one names",
    );
  });

  test("names no next worker where none starts", () => {
    expect(lineOf({ ...died, ending: { code: null, signal: null }, againMs: undefined })).toBe(
      "Worker 3 (pid 41) was not ready in time",
    );
  });

  test("says of SIGABRT that Node has printed why", () => {
    const aborted = { ...died, ending: { code: null, signal: "SIGABRT" as const }, wasReady: true };
    expect(lineOf({ ...aborted, againMs: 0 })).toBe(
      "Worker 3 (pid 41) was ended by SIGABRT after it was ready; if it printed why, that is above",
    );
  });

  test("has the output of a worker that fails while it drains", () => {
    expect(lineOf({ type: "gone", id: 3, ending, why: "reload" })).toBe(
      "Worker 3 (pid 41) ended with code 1: Error: no DATABASE_URL\n    at server.js:1:7",
    );
  });

  test("of a replacement that is too large already says what may be wrong, and when the next one comes", () => {
    const reason = "it has 83 MB of memory";
    expect(lineOf({ type: "recycles-wait", id: 3, reason, waitMs: 30_000 })).toBe(
      "Worker 3 (pid 41) is a replacement, and too large already: it has 83 MB of memory. " +
        "The limit may be too small for this program. " +
        "The next replacement waits 30 s, later ones up to 10 minutes",
    );
  });

  test("of an aborted reload has the reason's first line, and says that workers serve on unless all stop", () => {
    const reason = "it ended with code 1 before it was ready: Error\n    at server.js:1:7";
    expect(lineOf({ type: "aborted", generation: 2, reason, isStop: false })).toBe(
      "The reload to version 2 is aborted, and the other workers serve on: " +
        "it ended with code 1 before it was ready: Error",
    );
    expect(
      lineOf({ type: "aborted", generation: 2, reason: "everything stops (SIGTERM)", isStop: true }),
    ).toBe("The reload to version 2 is aborted: everything stops (SIGTERM)");
  });
});

describe("the status", () => {
  const worker = (id: number, generation: number): WorkerStatus => ({
    id,
    pid: id,
    generation,
    state: "ready",
    ageMs: 1,
  });
  const headOf = (workers: WorkerStatus[], more: Partial<ClusterStatus> = {}) =>
    formatStatus({
      ...{ pid: 1, program: "server.js", mode: "running", wanted: 2, generation: 3, died: 1, workers },
      ...more,
    }).split("\n")[0];

  test("names the version that serves, not that of a reload which was aborted", () => {
    const lastReload = { outcome: "aborted", generation: 3, reason: "it was not ready in time" } as const;
    expect(headOf([worker(1, 2), worker(2, 2)], { lastReload })).toBe(
      "server.js (pid 1): running, 2 of 2 workers ready, version 2, 1 died, " +
        "last reload to version 3 aborted: it was not ready in time",
    );
  });

  test("names all versions that serve", () => {
    expect(headOf([worker(4, 3), worker(2, 2)])).toMatch(/, versions 2 and 3, 1 died$/);
  });
});
