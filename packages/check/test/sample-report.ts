import type { CheckReport } from "../src/index.js";

/** One of everything, with text that would break a careless reporter. */
export const SAMPLE: CheckReport = {
  schemaVersion: 1,
  verdict: "failed",
  exitCode: 1,
  command: ["node", "<server>.js", "--name=a&b|c"],
  startedAt: "2026-11-30T12:00:00.000Z",
  durationMs: 12_345,
  options: { signal: "SIGTERM", budgetMs: 10_000, lameDuckMs: 0, runs: 3 },
  checks: [
    {
      id: "in-flight",
      sentence: "A request gets its answer.",
      contract: [3],
      outcome: "passed",
      runs: { all: 3, passed: 3, failed: 0, race: 0 },
      notes: ["after 2 s"],
      failures: [],
    },
    {
      id: "upload",
      sentence: "An upload | is read.",
      contract: [6],
      outcome: "failed",
      runs: { all: 3, passed: 2, failed: 1, race: 0 },
      notes: [],
      failures: [{ run: 2, seen: ['upload: sent 5 B "<a>&\u0000"', "50 % of it"], cause: "destroyed" }],
    },
    {
      id: "keep-alive-load",
      sentence: "None is lost.",
      contract: [1],
      outcome: "race",
      runs: { all: 3, passed: 2, failed: 0, race: 1 },
      notes: [],
      failures: [{ run: 1, seen: ["1 lost"] }],
    },
    {
      id: "slow",
      sentence: "A slow one gets its answer.",
      contract: [3],
      outcome: "not-measured",
      runs: { all: 1, passed: 0, failed: 0, race: 0 },
      reason: "needs --slow GET:/report",
      notes: [],
      failures: [],
    },
  ],
  runs: [
    {
      scenario: "requests",
      run: 2,
      startMs: 120,
      exit: { code: 0, signal: null, afterMs: 2_500, killed: false },
      clients: [
        {
          check: "upload",
          label: "half of an upload",
          events: [
            { ms: -20, kind: "connected" },
            { ms: -19, kind: "sent", bytes: 5, text: "<a>&" },
            { ms: 40, kind: "reset", text: "ECONNRESET" },
            { ms: 41, kind: "lost" },
          ],
        },
      ],
      output: "listening\n",
    },
  ],
};
