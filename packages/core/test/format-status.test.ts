import { describe, expect, test } from "vitest";
import { formatStatus, type Status } from "../src/format/format-status.js";
import { mergeStatus } from "../src/format/merge-status.js";
import type { Stats } from "../src/stats.js";

const NOTHING: Stats["connections"] = {
  total: 0,
  handshake: 0,
  idle: 0,
  receiving: 0,
  active: 0,
  upgraded: 0,
  http2: 0,
  raw: 0,
};

function draining({
  connections = {},
  requests = { inFlight: 0 },
  holds = [],
  ...changes
}: Changes = {}): Status {
  const stats = {
    connections: { ...NOTHING, ...connections },
    requests: { probes: 0, ...requests },
    holds,
  };
  return { phase: "draining", leftMs: 7_432, releases: [], ...changes, stats };
}
type Changes = Partial<Omit<Status, "stats">> &
  Partial<Pick<Stats, "holds">> & {
    connections?: Partial<Stats["connections"]>;
    requests?: Omit<Stats["requests"], "probes">;
  };

const report = { method: "GET", url: "/report", ageMs: 3_140 };
const line = (status: Status, columns = 200, interrupt?: Parameters<typeof formatStatus>[1]) => {
  const { text, hint } = formatStatus(status, interrupt, columns);
  return text + hint;
};

describe("the status line", () => {
  test("shows what is open, how long it may take, and what Ctrl+C does next", () => {
    const status = draining({
      requests: { inFlight: 3, oldest: report },
      holds: ["email"],
      connections: { total: 9, active: 3, upgraded: 1, idle: 5 },
    });
    expect(line(status, 200, "cut")).toBe(
      "Draining, 7.4 s left: 3 requests (oldest GET /report for 3.1 s), hold email, 1 WebSocket, 5 idle connections" +
        "  Ctrl+C again: cut everything now",
    );
  });

  test.each([
    [draining(), "Draining, 7.4 s left"],
    [draining({ leftMs: -3 }), "Draining, 0.0 s left"],
    [draining({ leftMs: 125_000 }), "Draining, 2 m 5 s left"],
    [draining({ requests: { inFlight: 1 } }), "Draining, 7.4 s left: 1 request"],
    [
      draining({ requests: { inFlight: 1, oldest: report } }),
      "Draining, 7.4 s left: 1 request (GET /report for 3.1 s)",
    ],
    [
      draining({ phase: "lame-duck", connections: { idle: 1 } }),
      "Still accepting, 7.4 s left: 1 idle connection",
    ],
    [
      draining({ phase: "releasing", releases: ["queue", "postgres"] }),
      "Releasing, 7.4 s left: queue, postgres",
    ],
    [draining({ phase: "releasing", connections: { idle: 1 } }), "Releasing, 7.4 s left"],
  ])("%#: in its own words", (status, expected) => {
    expect(line(status)).toBe(expected);
  });

  test.each([
    ["begin", "Ctrl+C twice: cut everything now"],
    ["cut", "Ctrl+C again: cut everything now"],
    ["exit", "Ctrl+C again: exit at once"],
  ] as const)("after %s Ctrl+C has another meaning", (interrupt, hint) => {
    expect(formatStatus(draining(), interrupt, 80).hint.trim()).toBe(hint);
  });

  test("gets shorter with the terminal: the hint first, then what is open from its end", () => {
    const status = draining({
      requests: { inFlight: 12, oldest: { ...report, url: "/a/rather/long/path/to/report/2026" } },
      connections: { upgraded: 2, idle: 40 },
    });
    const lines = [140, 120, 100, 80, 60, 50, 40, 30, 20, 1].map((columns) => line(status, columns, "cut"));
    expect(lines).toEqual([
      "Draining, 7.4 s left: 12 requests (oldest GET /a/rather/long/path/to/report/2026 for 3.1 s), 2 WebSockets" +
        "  Ctrl+C again: cut everything now",
      "Draining, 7.4 s left: 12 requests (oldest GET /a/rather/long/… for 3.1 s), …  Ctrl+C again: cut everything now",
      "Draining, 7.4 s left: 12 requests, 2 WebSockets, …  Ctrl+C again: cut everything now",
      "Draining, 7.4 s left: 12 requests, …  Ctrl+C again: cut everything now",
      "Draining, 7.4 s left: 12 requests, …  Ctrl+C: cut",
      "Draining, 7.4 s left: 12 requests  Ctrl+C: cut",
      "Draining, 7.4 s left, …  Ctrl+C: cut",
      "Draining, 7.4 s left, …",
      "Draining, 7.4 s lef",
      "",
    ]);
  });

  test("never fills its line, whatever the line contains", () => {
    const status = draining({
      requests: { inFlight: 2, oldest: { ...report, url: `/${"x".repeat(5_000)}\u001b[2J` } },
      holds: ["été", "日本語の仕事", "👩‍👩‍👧", "\r\n"],
      connections: { handshake: 1, receiving: 2, http2: 3, raw: 4 },
    });
    for (let columns = 1; columns < 250; columns++) {
      const text = line(status, columns, "exit");
      expect(text.length).toBeLessThan(columns);
      expect(text).not.toMatch(/\p{Cc}/u);
    }
  });
});

describe("several lifecycles in one line", () => {
  test.each([
    [1_000, 2_000],
    [2_000, 1_000],
  ])("of several lifecycles names the oldest request of them all: %i ms and %i ms", (one, other) => {
    const all = [one, other].map((ageMs) =>
      draining({ requests: { inFlight: 1, oldest: { ...report, ageMs } } }),
    );
    expect(mergeStatus(all)?.stats.requests).toEqual({
      inFlight: 2,
      probes: 0,
      oldest: { ...report, ageMs: 2_000 },
    });
  });

  test("show the earliest phase, the longest time and all that is open", () => {
    const merged = mergeStatus([
      draining({ phase: "releasing", leftMs: 90_000, releases: ["queue"] }),
      draining({ leftMs: 2_000, requests: { inFlight: 1, oldest: report }, connections: { active: 1 } }),
      draining({
        leftMs: 5_000,
        requests: { inFlight: 2, oldest: { ...report, url: "/older", ageMs: 4_000 } },
        holds: ["email"],
      }),
    ]);
    expect(merged && line(merged)).toBe(
      "Draining, 5.0 s left: 3 requests (oldest GET /older for 4.0 s), hold email",
    );
  });

  test("without any there is none", () => {
    expect(mergeStatus([])).toBeUndefined();
  });
});
