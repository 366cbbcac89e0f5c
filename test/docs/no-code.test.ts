import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { VARIABLES } from "../../packages/core/src/register/variables.js";
import { root } from "./markdown-files.js";

test("docs/no-code.md has every variable, with the option that it is", () => {
  const page = readFileSync(`${root}docs/no-code.md`, "utf8");
  const rows = [...page.matchAll(/^\| `(GRACEFUL_\w+)` \| `([\w.]+)` \|/gm)].map(([, name, option]) => [
    name,
    option,
  ]);
  expect(rows).toEqual(Object.entries(VARIABLES).map(([name, [option]]) => [name, option]));
});
