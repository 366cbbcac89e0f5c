import { describe, expect, test } from "vitest";
import { describeCut } from "../src/format/format-cuts.js";
import { formatReport } from "../src/format/format-report.js";
import type { Cut, RequestState, ShutdownReport } from "../src/report.js";

const clean: ShutdownReport = {
  reason: "SIGTERM",
  error: undefined,
  outcome: "clean",
  exitCode: 0,
  startedAt: "2026-11-23T12:00:00.000Z",
  durationMs: 7_423,
  phases: { "lame-duck": 5_000, draining: 2_303, releasing: 120 },
  budget: { budgetMs: 27_000, lameDuckMs: 5_000, drainMs: 19_300, releaseMs: 2_700 },
  connections: { total: 340, closed: 340, cut: 0, untracked: 0 },
  requests: { total: 12, answered: 12, ended: 0, aborted: 0, refused: 0, cut: 0 },
  cuts: [],
  releases: [
    { name: "queue", status: "done", durationMs: 12 },
    { name: "postgres", status: "done", durationMs: 108.2 },
  ],
  probes: 0,
  resources: [],
};

const request = (url: string, ageMs: number, state: RequestState = "handling"): Cut => {
  return { kind: "request", method: "GET", url, state, ageMs, remote: "10.0.0.7" };
};
const lines = (changes: Partial<ShutdownReport>) => formatReport({ ...clean, ...changes }).split("\n");
const after = (title: string, all: string[]) => {
  const rest = all.slice(all.indexOf(`  ${title}`) + 1);
  const end = rest.indexOf("");
  return (end < 0 ? rest : rest.slice(0, end)).map((line) => line.trim());
};

test("a clean shutdown takes a dozen lines", () => {
  const bar = (from: number, to: number) => `${" ".repeat(from)}${"█".repeat(to - from)}`.padEnd(56);
  expect(formatReport(clean).split("\n")).toEqual([
    "Shutdown (SIGTERM): clean, took 7.4 s of its 27 s, exit code 0",
    "",
    `  lame duck  ${bar(0, 37)}  5 s`,
    `  draining   ${bar(37, 54)}  2.3 s of 19.3 s`,
    `  releasing  ${bar(54, 55)}  120 ms`,
    "",
    "  requests     12, all answered",
    "  connections  340, all closed",
    "",
    "  releases",
    "    queue        12 ms",
    "    postgres    108 ms",
  ]);
});

describe("the time line", () => {
  const bars = (phases: ShutdownReport["phases"]) =>
    lines({ phases }).flatMap((line) => {
      const [, label, gap, bar] = /^ {2}(lame duck|draining|releasing) {2,4}( *)(█+)/.exec(line) ?? [];
      return label && gap !== undefined && bar ? [[label, line.indexOf("█") - 13, bar.length]] : [];
    });

  test("has the phases end to end and to scale", () => {
    expect(bars({ "lame-duck": 1_000, draining: 2_000, releasing: 2_000 })).toEqual([
      ["lame duck", 0, 11],
      ["draining", 11, 22],
      ["releasing", 33, 22],
    ]);
  });

  test("leaves out a lame duck and releases that took no time", () => {
    expect(bars({ "lame-duck": 0, draining: 100, releasing: 0 })).toEqual([["draining", 0, 55]]);
  });

  test("shows what took nearly no time as one character, also at the end", () => {
    expect(bars({ "lame-duck": 0, draining: 9_999, releasing: 0.2 })).toEqual([
      ["draining", 0, 55],
      ["releasing", 55, 1],
    ]);
    expect(bars({ "lame-duck": 0, draining: 0, releasing: 0 })).toEqual([["draining", 0, 1]]);
  });
});

describe("what became of requests and connections", () => {
  const told = (changes: Partial<ShutdownReport>) =>
    lines(changes).filter((line) => /^ {2}(requests|conn)/.test(line));

  test("nothing there", () => {
    const requests = { total: 0, answered: 0, ended: 0, aborted: 0, refused: 0, cut: 0 };
    const connections = { total: 0, closed: 0, cut: 0, untracked: 0 };
    expect(told({ requests, connections })).toEqual([
      "  requests     none in flight",
      "  connections  none open",
    ]);
  });

  test("one of each", () => {
    const requests = { total: 1, answered: 1, ended: 0, aborted: 0, refused: 0, cut: 0 };
    const connections = { total: 1, closed: 1, cut: 0, untracked: 0 };
    expect(told({ requests, connections })).toEqual([
      "  requests     1, answered",
      "  connections  1, closed",
    ]);
  });

  test("some of everything", () => {
    const requests = { total: 25, answered: 6, ended: 4, aborted: 5, refused: 7, cut: 3 };
    const connections = { total: 30, closed: 26, cut: 4, untracked: 2 };
    expect(told({ requests, connections })).toEqual([
      "  requests     25: 6 answered, 4 event streams ended, 5 given up by their client, 7 refused, 3 cut",
      "  connections  30: 26 closed, 4 cut; not counted: 2 from before graceful() that sent nothing since",
    ]);
  });
});

test("event streams that the engine ended are listed apart from what was answered", () => {
  const told = (answered: number, ended: number) => {
    const requests = { total: answered + ended, answered, ended, aborted: 0, refused: 0, cut: 0 };
    return lines({ requests }).find((line) => line.startsWith("  requests"));
  };
  expect(told(3, 2)).toBe("  requests     5: 3 answered, 2 event streams ended");
  expect(told(0, 1)).toBe("  requests     1: 1 event stream ended");
});

describe("what was cut", () => {
  const cut = (...cuts: Cut[]) =>
    after("what was cut, oldest first", lines({ cuts, outcome: "cut", exitCode: 1 }));

  test("the oldest comes first, with its age and how far it had come", () => {
    expect(
      cut(
        request("/new", 80, "reading"),
        request("/old", 65_000, "handling"),
        request("/mid", 4_500, "responding"),
        request("/mid2", 4_400, "flushing"),
        { kind: "hold", name: "nightly import", ageMs: 754_000 },
      ),
    ).toEqual([
      "hold nightly import  12 m 34 s  still held",
      "GET /old               1 m 5 s  not answered yet",
      "GET /mid                 4.5 s  answered in part",
      "GET /mid2                4.4 s  answered, not all of it sent",
      "GET /new                 80 ms  body still arriving",
    ]);
  });

  test("ten are listed and the others counted", () => {
    const told = cut(...Array.from({ length: 14 }, (_, i) => request(`/${i}`, i)));
    expect(told).toHaveLength(11);
    expect(told[0]).toMatch(/^GET \/13 /);
    expect(told.at(-1)).toBe("and 4 more, none older");
  });

  test("connections are counted by what they were doing", () => {
    const of = (state: "idle" | "upgraded" | "http2"): Cut => ({
      kind: "connection",
      state,
      remote: undefined,
    });
    expect(cut(of("upgraded"), of("idle"), of("upgraded"), of("http2"))).toEqual([
      "2 WebSockets or other upgraded connections",
      "1 idle connection",
      "1 HTTP/2 session",
    ]);
  });

  test("is counted in the first line", () => {
    expect(lines({ outcome: "cut", exitCode: 143, cuts: [request("/a", 1)] })[0]).toBe(
      "Shutdown (SIGTERM): 1 cut, took 7.4 s of its 27 s, exit code 143",
    );
  });

  test("a single cut is described in a few words", () => {
    expect(describeCut(request("/report", 4_500))).toBe("GET /report after 4.5 s, not answered yet");
    expect(describeCut({ kind: "hold", name: "job", ageMs: 3 })).toBe("hold job after 3 ms, still held");
    expect(describeCut({ kind: "connection", state: "handshake", remote: undefined })).toBe(
      "connection in its handshake",
    );
  });
});

describe("releases", () => {
  test("one that failed says why, in one line", () => {
    const releases: ShutdownReport["releases"] = [
      {
        name: "postgres",
        status: "failed",
        durationMs: 900,
        error: new Error("[TIMED_OUT] did not end\n  at x"),
      },
      { name: "s3", status: "failed", durationMs: 1, error: new TypeError("") },
    ];
    const all = lines({ outcome: "failed", exitCode: 1, releases });
    expect(all[0]).toContain(": 2 releases failed, took");
    expect(after("releases", all)).toEqual([
      "postgres    900 ms  failed: [TIMED_OUT] did not end",
      "s3            1 ms  failed: TypeError",
    ]);
  });

  test("a crash without anything cut or failed is a failure", () => {
    expect(lines({ reason: "crash", outcome: "failed", exitCode: 1 })[0]).toBe(
      "Shutdown (crash): failed, took 7.4 s of its 27 s, exit code 1",
    );
  });

  test("twenty are listed and the others counted", () => {
    const releases = Array.from({ length: 23 }, (_, i) => ({
      name: `r${i}`,
      status: "done" as const,
      durationMs: 1,
    }));
    expect(after("releases", lines({ releases })).at(-1)).toBe("and 3 more");
  });
});

test("what holds the event loop is listed only if something does", () => {
  expect(formatReport(clean)).not.toContain("event loop");
  const all = lines({ resources: ["Timeout x2", "TCPSocketWrap"] });
  expect(after("what still held the event loop", all)).toEqual(["2 timers, 1 TCP connection"]);
});

test("nothing from outside can forge a line, colour the terminal or break the columns", () => {
  const nasty = `\r\n[graceful] all fine\u001b[31m\u202e\u2028\ud800${"x".repeat(5_000)}`;
  const text = formatReport({
    ...clean,
    outcome: "cut",
    reason: nasty,
    cuts: [
      { kind: "request", method: "GET", url: `/${nasty}`, state: "handling", ageMs: 9e7, remote: undefined },
      { kind: "hold", name: nasty, ageMs: 1 },
    ],
    releases: [{ name: nasty, status: "failed", durationMs: 1, error: new Error(nasty.trim()) }],
    resources: Array.from({ length: 50 }, () => nasty),
  });
  expect(text).not.toMatch(/^\[graceful\]/m);
  expect(text).toContain("GET /\\x0d\\x0a[graceful] all fine\\x1b[31m\\u{202e}");
  // biome-ignore lint/suspicious/noControlCharactersInRegex: it is control characters that must not be there.
  expect(text.replaceAll("\n", "")).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202e\u2028\ud800]/);
  expect(Math.max(...text.split("\n").map((line) => line.length))).toBeLessThanOrEqual(100);
});

test("what crashed takes one line, however long its message", () => {
  const told = (error: Error) => after("what crashed", lines({ error, reason: "uncaughtException" }));
  expect(told(new TypeError("x is no function"))).toEqual(["TypeError: x is no function"]);
  expect(told(new Error(`a\u001b[2J\n${"b".repeat(500)}`))).toEqual(["Error: a\\x1b[2J"]);
  expect(told(new Error("b".repeat(500)))[0]).toHaveLength(96);
  expect(formatReport(clean)).not.toContain("crashed");
});
