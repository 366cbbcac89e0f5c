import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { root } from "./markdown-files.js";

const read = (path: string) => readFileSync(root + path, "utf8");

const rows = [...read("docs/glossary.md").matchAll(/^\| (.+?) \| (.+) \|$/gm)]
  .map(([, words = "", meaning = ""]) => ({ words: words.split(", "), meaning }))
  .filter(({ words }) => words[0] !== "word");
const words = rows.flatMap((row) => row.words);

/** The members of every union of strings in a file: phases, states, outcomes. */
const members = (path: string) => [...read(path).matchAll(/\| (?:\{ readonly name: )?"([a-z0-9-]+)"/g)];

/** What the report counts of requests and connections. */
const counted = [...read("packages/core/src/report.ts").matchAll(/^ {4}(\w+): number;$/gm)];

/** A number without a meaning of its own, and one that is part of another word. */
const NO_WORDS = ["total", "budgetMs", "lameDuckMs", "drainMs", "releaseMs", "draining", "releasing"];

/** It has the meaning that every logger has. */
const NO_CONCEPTS = ["logger"];

/**
 * Words by which the code was once told as a story: of seats at a table, of books that are kept, of a crowd at a
 * door. The standard terms of the field took their place.
 */
const ALLEGORY =
  /\b(seats?|sit|sits|ledgers?|books|bookkeep\w*|crowds?|patience|guests?|takers?|newcomers?|tells?Nobody|tellAgain|unmarked|handOver|outOfPatience|standBefore)\b/i;

/** It measures what becomes of clients that connect at the signal, and has to call them something. */
const NEWCOMERS = /check\/src\/checks\/(new-connections|keep-alive-load)\.ts$/;

test("every phase, state and outcome, and every count of the report, is a word of the glossary", () => {
  const phases = [...read("packages/core/src/phase.ts").matchAll(/readonly name: "([a-z-]+)"/g)];
  const named = [...phases, ...members("packages/core/src/report.ts"), ...counted].map(([, word = ""]) =>
    word.replace("lame-duck", "lame duck"),
  );
  expect(named.length).toBeGreaterThan(20);
  expect(named.filter((word) => !words.includes(word) && !NO_WORDS.includes(word))).toEqual([]);
});

test("every option of the plan stands in the glossary, beside the word that it is about", () => {
  const [, plan = ""] =
    /export interface ShutdownPlan \{(.+?)\n\}/s.exec(read("packages/core/src/plan.ts")) ?? [];
  const options = [...plan.matchAll(/^ {2}(\w+)\?:/gm)].map(([, option = ""]) => option);
  const meanings = rows.map(({ meaning }) => meaning).join("\n");
  expect(options.length).toBeGreaterThan(15);
  expect(
    options.filter((option) => !NO_CONCEPTS.includes(option) && !new RegExp(`\`${option}\\b`).test(meanings)),
  ).toEqual([]);
});

test("each word is defined once, in alphabetical order", () => {
  expect([...new Set(words)]).toEqual(words);
  const keys = rows.map((row) => row.words[0]?.toLowerCase().replaceAll("-", " "));
  expect(keys).toEqual([...keys].sort());
});

test("no word of an allegory is left in the source of a package", () => {
  const files = readdirSync(`${root}packages`, { recursive: true, encoding: "utf8" }).filter(
    (file) => /^[a-z]+\/src\/.+\.ts$/.test(file) && !NEWCOMERS.test(file),
  );
  expect(files.length).toBeGreaterThan(200);
  const found = files.flatMap((file) =>
    read(`packages/${file}`)
      .split("\n")
      .flatMap((line, i) => (ALLEGORY.test(line) ? [`${file}:${i + 1} ${line.trim()}`] : [])),
  );
  expect(found).toEqual([]);
});
