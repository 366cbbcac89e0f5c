import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { check } from "../src/index.js";
import { fixture } from "./command.js";
import { violations } from "./json-schema.js";
import { SAMPLE } from "./sample-report.js";

const schema = JSON.parse(readFileSync(new URL("../report.schema.json", import.meta.url), "utf8"));

test("a report is as its published schema says", async () => {
  const report = await check([process.execPath, fixture("exits-at-once.mjs")], {
    runs: 1,
    only: ["in-flight", "exit-code", "slow"],
  });
  expect(violations(JSON.parse(JSON.stringify(report)), schema)).toEqual([]);
  expect(violations(SAMPLE, schema)).toEqual([]);
});

test("a report that lacks a field, or has one more, is noticed", () => {
  const { verdict, ...rest } = SAMPLE;
  expect(violations({ ...rest, more: verdict }, schema)).toEqual([
    "$.verdict is missing",
    "$.more is not in the schema",
  ]);
});
