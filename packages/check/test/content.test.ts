import { expect, test } from "vitest";
import { type CheckOptions, check } from "../src/index.js";
import { fixture } from "./command.js";

const LONG_MS = 120_000;
const judge = async (CHANGE: string, options: CheckOptions = {}) => {
  const { checks } = await check([process.execPath, fixture("answers-otherwise.mjs")], {
    runs: 1,
    only: ["in-flight", "pipelined"],
    ...options,
    env: { CHANGE, ...options.env },
  });
  return checks.map(({ outcome, failures, notes }) => ({ outcome, failures, notes }));
};

test(
  "an answer of the right length with other bytes fails, and the report names the first of them",
  async () => {
    const [inFlight, pipelined] = await judge("signal");
    expect([inFlight?.outcome, pipelined?.outcome]).toEqual(["failed", "failed"]);
    expect(inFlight?.failures[0]?.seen[0]).toMatch(
      /received 140 B .* \(after its first 9 B the body is "no db\\"}\\n", before the signal "alice\\"}\\n"\)$/,
    );
    expect(inFlight?.failures[0]?.cause).toBe(
      "the answer is whole, but another one: what it depends on is closed too early, or it was mixed with another",
    );
  },
  LONG_MS,
);

test(
  "content that changes by itself, with a process, its age or its requests, is not compared",
  async () => {
    const note = "the content of its answers changes without a signal, too, and was not compared";
    expect(await judge("second")).toMatchObject([
      { outcome: "passed", notes: [note] },
      { outcome: "passed", notes: [`${note}; all were answered, and none said close`] },
    ]);
    expect(await judge("request")).toMatchObject([
      { outcome: "passed" },
      { outcome: "passed", notes: [expect.stringContaining(note)] },
    ]);
    expect(await judge("process")).toMatchObject([{ outcome: "passed" }, { outcome: "passed" }]);
  },
  LONG_MS,
);

test(
  "an answer with other bytes fails over HTTP/2 and in a restart, unless it differs in each process",
  async () => {
    const change = (CHANGE: string) =>
      Promise.all([
        judge(CHANGE, { only: ["h2-streams"], http2: "h2c", slow: "GET:/slow", env: { H2C: "1" } }),
        judge(CHANGE, { only: ["restart"], paths: ["GET:/slow"] }),
      ]);
    const seen = (by: string) =>
      new RegExp(`^${by}.* \\(after its first 9 B the body is "no db.*, before the signal "alice.*\\)$`);
    const cause = expect.stringMatching(/^the answer is whole, but another one: /);
    const [[streams], [restarted]] = await change("signal");
    expect([streams?.outcome, restarted?.outcome]).toEqual(["failed", "failed"]);
    const first = expect.stringMatching(seen("GET /slow over HTTP/2: "));
    expect(streams?.failures).toEqual([{ run: 1, seen: [first], cause }]);
    expect(restarted?.failures[0]?.seen[0]).toMatch(seen("client \\d: "));
    const passed = [{ outcome: "passed", failures: [] }];
    expect(await change("process")).toMatchObject([passed, passed]);
  },
  LONG_MS,
);
