import { expect, test } from "vitest";
import { judgeLostNewcomers, type LostNewcomer } from "../src/checks/parts/lost-newcomers.js";

const AT_A_TIME = 4;
const newcomer = (number: number, more: Partial<LostNewcomer> = {}): LostNewcomer => ({
  number,
  isFromQueue: false,
  starvedMs: 0,
  seen: `newcomer ${number}`,
  lostAt: 0,
  ...more,
});
const judge = (lost: readonly LostNewcomer[]) =>
  judgeLostNewcomers(lost, AT_A_TIME, (lostAt) => `what came before ${lostAt}`);
const outcomes = (lost: readonly LostNewcomer[]) => judge(lost).map(({ outcome }) => outcome);

test("newcomers that arrived together, and were the only ones lost, are a race", () => {
  expect(judge([newcomer(301)])).toEqual([
    {
      outcome: "race",
      seen: ["newcomer 301"],
      cause:
        "it came while the listener closed, and no other was lost in this burst: no server can exclude that",
    },
  ]);
  expect(outcomes([newcomer(303), newcomer(300)])).toEqual(["race", "race"]);
});

test("newcomers that arrived one after the other and were lost fail", () => {
  expect(outcomes([newcomer(300), newcomer(304)])).toEqual(["failed", "failed"]);
});

test("one that waited in the queue before the signal fails, however long the server got no processor", () => {
  expect(outcomes([newcomer(200, { isFromQueue: true, starvedMs: 50 })])).toEqual(["failed"]);
});

test("while the server got no processor, any number may arrive", () => {
  const starved = { starvedMs: 3 };
  expect(outcomes([newcomer(300, starved), newcomer(350, starved), newcomer(399)])).toEqual([
    "race",
    "race",
    "failed",
  ]);
});

test("the cause of a queue that was reset is looked for up to its last reset", () => {
  const fromQueue = { isFromQueue: true };
  const lost = [newcomer(60, { ...fromQueue, lostAt: 90 }), newcomer(61, { ...fromQueue, lostAt: 20 })];
  expect(judge(lost)).toMatchObject([{ cause: "what came before 90" }, { cause: "what came before 90" }]);
});
