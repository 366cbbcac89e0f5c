import { beforeAll, expect, test } from "vitest";
import { codeBlocks } from "../docs/code-blocks.js";
import { compileBlocks, isScript } from "../docs/compile-blocks.js";
import { markdownFiles } from "../docs/markdown-files.js";
import { HERE, INSTALL_MS, installPackages } from "./page.js";

beforeAll(installPackages, INSTALL_MS);

test("every block of docs/with compiles, strictly, with the types of the real packages", {
  timeout: 240_000,
}, () => {
  const scripts = markdownFiles("docs/with/").flatMap(codeBlocks).filter(isScript);
  expect(scripts.length).toBeGreaterThan(10);
  expect(compileBlocks(scripts, HERE)).toEqual([]);
});
