import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { names } from "../adapter-names.js";
import { sourceFiles } from "./source-files.js";

const page = readFileSync(new URL("../../docs/module-state.md", import.meta.url), "utf8");

/** Collections that begin empty, and variables. A collection that is filled where it is made is a constant. */
const STATE =
  /^(?:export )?(?:const (\w+)\b(?!: readonly).* = (?:new (?:WeakMap|WeakSet|Map|Set|AsyncLocalStorage)(?:<.*>)?\(\)|\[\]);|let (\w+)\b)/gm;
const SYMBOL = /Symbol\.for\("(@x\/[^"]+)"\)/g;

test("docs/module-state.md lists what the modules of core and the adapters keep, and nothing else", () => {
  const kept = ["core", ...names].flatMap((name) =>
    sourceFiles(`packages/${name}/src`).flatMap(({ path, text }) => {
      const found = [...text.matchAll(STATE), ...text.matchAll(SYMBOL)];
      return found.map(([, constant, variable]) => `${constant ?? variable} in ${name}/src/${path}`);
    }),
  );
  const listed = [...page.matchAll(/^\| `([^`]+)` \| `([^`]+)` \|/gm)].map(
    ([, what, file]) => `${what} in ${file}`,
  );
  expect(listed.sort()).toEqual(kept.sort());
});
