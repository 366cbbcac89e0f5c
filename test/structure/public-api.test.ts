import { isBuiltin } from "node:module";
import { describe, expect, it } from "vitest";
import { FOLDERS } from "../packages/published.js";
import { codeOf, sourceFiles } from "./source-files.js";

/** What Node keeps for itself: members with an underscore, its bindings, properties that are found only by looking for symbols. */
const PRIVATE =
  /\._\w|\[["'`]_|\bprocess\.binding\b|\b_linkedBinding\b|\binternalBinding\b|\bgetOwnPropertySymbols\b|\bReflect\.ownKeys\b/;

describe.each(FOLDERS)("%s", (folder) => {
  const files = sourceFiles(`${folder}/src`);

  it("uses nothing of Node or of a framework that is private", () => {
    const lines = files.flatMap((file) =>
      codeOf(file)
        .split("\n")
        .filter((line) => PRIVATE.test(line))
        .map((line) => `${file.path}: ${line.trim()}`),
    );
    expect(lines).toEqual([]);
  });

  it("imports modules that Node documents, by their full name", () => {
    const ofNode = files.flatMap(({ imports }) => imports.filter(isBuiltin));
    for (const name of ofNode) expect(name).toMatch(/^node:[a-z]/);
  });
});
