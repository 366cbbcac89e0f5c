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
  "an answer of the right length and with other bytes fails, and the first of them is told",
  async () => {
    const [inFlight, pipelined] = await judge("signal");
    expect([inFlight?.outcome, pipelined?.outcome]).toEqual(["failed", "failed"]);
    expect(inFlight?.failures[0]?.seen[0]).toMatch(
      /received 140 B .* \(behind its first 9 B the body is "no db\\"}\\n", before the signal "alice\\"}\\n"\)$/,
    );
    expect(inFlight?.failures[0]?.cause).toBe(
      "the answer is whole, and is another one: it depends on something that is closed too early, or was mixed with another answer",
    );
  },
  LONG_MS,
);

test(
  "content that changes without a signal, with the age of a process, its requests or from one to the next, is not compared",
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
