import { readFileSync } from "node:fs";
import { isBuiltin } from "node:module";
import { describe, expect, test } from "vitest";
import { FOLDERS } from "../packages/published.js";
import { codeOf, sourceFiles } from "./source-files.js";

/**
 * What Node keeps for itself: members with an underscore, its bindings, properties that are found only by looking for
 * symbols.
 */
const PRIVATE =
  /\._\w|\[["'`]_|\bprocess\.binding\b|\b_linkedBinding\b|\binternalBinding\b|\bgetOwnPropertySymbols\b|\bReflect\.ownKeys\b/;

/**
 * The looks at something private that have a record in `docs/decisions`: each in a file of its own, with a way to do
 * without.
 */
const RECORDED: Readonly<Record<string, string>> = {
  "engine/http1/sent-header.ts": "0014-what-writehead-sent-is-looked-up.md",
};

describe.each(FOLDERS)("%s", (folder) => {
  const files = sourceFiles(`${folder}/src`);

  test("uses nothing of Node or of a framework that is private", () => {
    const unrecorded = files.filter(({ path }) => !(path in RECORDED));
    const lines = unrecorded.flatMap((file) =>
      codeOf(file)
        .split("\n")
        .filter((line) => PRIVATE.test(line))
        .map((line) => `${file.path}: ${line.trim()}`),
    );
    expect(lines).toEqual([]);
  });

  test("imports modules that Node documents, by their full name", () => {
    const ofNode = files.flatMap(({ imports }) => imports.filter(isBuiltin));
    for (const name of ofNode) expect(name).toMatch(/^node:[a-z]/);
  });
});

test("has a record for every look at something private that is allowed", () => {
  for (const [path, record] of Object.entries(RECORDED)) {
    const file = sourceFiles("packages/core/src").find((one) => one.path === path);
    expect(file && codeOf(file), path).toMatch(PRIVATE);
    expect(readFileSync(new URL(`../../docs/decisions/${record}`, import.meta.url), "utf8")).toContain(path);
  }
});
