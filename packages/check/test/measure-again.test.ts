import { expect, test } from "vitest";
import { type CheckOptions, check, type Progress } from "../src/index.js";
import { block } from "./block.js";
import { fixture } from "./command.js";

const LONG_MS = 120_000;
/** More than idle connections are left alone by a server that ends well. */
const PAUSE_MS = 400;

/** A run whose process does not run for a moment at the signal, as long as `isBusy` says so. */
async function judge(isBusy: (signals: number) => boolean, options: CheckOptions = {}) {
  const kinds: Progress["kind"][] = [];
  const report = await check([process.execPath, fixture("graceful.mjs")], {
    runs: 1,
    only: ["idle-last-request", "idle-closed"],
    ...options,
    onProgress({ kind }) {
      kinds.push(kind);
      if (kind === "signalled" && isBusy(kinds.filter((seen) => seen === kind).length)) block(PAUSE_MS);
    },
  });
  return { report, kinds };
}

test(
  "what was not measured since the machine was busy is measured again, and nothing else is",
  async () => {
    const { report, kinds } = await judge((signals) => signals === 1);
    expect(report.checks.map(({ id, outcome, runs }) => [id, outcome, runs.all])).toEqual([
      ["idle-last-request", "passed", 1],
      ["idle-closed", "passed", 1],
    ]);
    expect(kinds.slice(0, 9)).toEqual([
      ...["note", "planned", "starting", "serving", "signalled", "exited", "done"],
      ...["again", "starting"],
    ]);
    const [first, ...more] = report.runs.map(({ clients }) => new Set(clients.map(({ check }) => check)));
    expect(first).toEqual(new Set(["idle-closed"]));
    expect(more.at(-1)).toEqual(new Set(["idle-last-request"]));
  },
  LONG_MS,
);

test(
  "a check on a machine that stays busy is tried five times, and the reason names that",
  async () => {
    const { report, kinds } = await judge(() => true, { only: ["idle-last-request"] });
    expect(kinds.filter((kind) => kind === "again")).toHaveLength(4);
    expect(report.checks[0]?.reason).toMatch(
      /^the machine was too busy: this process did not run for \d+ ms, at the last of 5 attempts$/,
    );
    expect(report.exitCode).toBe(3);
  },
  LONG_MS,
);
