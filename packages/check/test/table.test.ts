import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { CHECKS } from "../src/checks/checks.js";
import { FAULTS } from "../src/self-test/faults.js";

const text = (path: string) => readFileSync(new URL(`../../../${path}`, import.meta.url), "utf8");

test("docs/check.md has a row for each check, with its sentence and its lines of the contract", () => {
  const rows = [...text("docs/check.md").matchAll(/^\| `([\w-]+)` \| (.+?) \| (.+?) \|/gm)].map(
    ([, id, sentence, lines = ""]) => ({
      id,
      sentence,
      contract: [...lines.matchAll(/\[(\d+)\]/g)].map(([, number]) => Number(number)),
    }),
  );
  expect(rows).toEqual(CHECKS.map(({ id, sentence, contract }) => ({ id, sentence, contract })));
});

test("every check is of lines that the contract has", () => {
  const lines = new Set(
    [...text("docs/contract.md").matchAll(/^\| (\d+) \|/gm)].map(([, number]) => Number(number)),
  );
  expect(CHECKS.flatMap(({ contract }) => contract).filter((line) => !lines.has(line))).toEqual([]);
});

test("every check has a server that is wrong in its way", () => {
  expect(Object.keys(FAULTS).sort()).toEqual(CHECKS.map(({ id }) => id).sort());
});
