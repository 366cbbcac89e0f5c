import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { root } from "./markdown-files.js";

const CONTRACT = readFileSync(`${root}docs/contract.md`, "utf8");
const SUITE = "conformance/src/contract/";

/** By the number of the promise: its sentence, and the places of its tests. */
const lines = new Map(
  [...CONTRACT.matchAll(/^\| (\d+) \| (.+?) \| (.+) \|$/gm)].map(([, number, sentence = "", places = ""]) => [
    Number(number),
    { sentence, places },
  ]),
);

test("docs/contract.md has 27 promises, each with the place of its tests", () => {
  expect([...lines.keys()]).toEqual(Array.from({ length: 27 }, (_, i) => i + 1));
  for (const { places } of lines.values())
    expect(places).toMatch(/\]\(\.\.\/(conformance|packages)\/\S+\.ts\)/);
});

test("docs/contract.md names every file of the conformance suite at the promises that it holds", () => {
  const held = readdirSync(root + SUITE).flatMap((file) => {
    const source = readFileSync(root + SUITE + file, "utf8");
    return [...source.matchAll(/contractLine\(\s*subject,\s*(\d+),/g)].map(([, number]) => ({
      number: Number(number),
      file,
    }));
  });
  expect(held.length).toBeGreaterThan(15);
  const missing = held.filter(
    ({ number, file }) => !lines.get(number)?.places.includes(`(../${SUITE}${file})`),
  );
  expect(missing.map(({ number, file }) => `promise ${number} does not name ${file}`)).toEqual([]);
});
