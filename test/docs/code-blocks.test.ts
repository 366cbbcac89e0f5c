import { beforeAll, expect, test } from "vitest";
import { installNest } from "../nest/install-nest.js";
import { INSTALL_MS } from "../programs/install-once.js";
import { codeBlocks } from "./code-blocks.js";
import { compileBlocks, isScript } from "./compile-blocks.js";
import { markdownFiles } from "./markdown-files.js";

// The pages of Nest import it.
beforeAll(installNest, INSTALL_MS);

const ONE_PROGRAM_MS = 120_000;
/** The packages of the others are not installed for everybody: test/with compiles those pages. */
const isCompiledHere = (path: string) => !path.startsWith("docs/with/");
const BLOCK = { path: "x.md", language: "ts", name: undefined };

test(
  "every block of JavaScript and TypeScript in the documentation compiles, strictly",
  () => {
    const scripts = markdownFiles().filter(isCompiledHere).flatMap(codeBlocks).filter(isScript);
    expect(scripts.length).toBeGreaterThan(10);
    expect(compileBlocks(scripts)).toEqual([]);
  },
  ONE_PROGRAM_MS,
);

test(
  "a wrong block is named by file and line; types that a package lacks are no error",
  () => {
    const wrong = 'import { graceful } from "@x/graceful-core";\ngraceful(undefined, { lameDuck: 1 });\n';
    const block = (line: number, code: string, remark = "") => ({ ...BLOCK, line, code, remark });
    expect(
      compileBlocks([
        block(7, wrong),
        block(20, "export default (done) => done();\n"),
        block(30, "export default (done) => nobody(done);\n", "untyped"),
        block(40, "export const fine: number = 1;\n"),
      ]),
    ).toEqual([
      expect.stringMatching(/^x\.md:8 Argument of type 'undefined'/),
      expect.stringMatching(/^x\.md:20 Parameter 'done'/),
      expect.stringMatching(/^x\.md:30 Cannot find name 'nobody'/),
    ]);
  },
  ONE_PROGRAM_MS,
);

test("every block says in which language it is", () => {
  const mute = markdownFiles()
    .flatMap(codeBlocks)
    .filter(({ language }) => language === "");
  expect(mute.map(({ path, line }) => `${path}:${line}`)).toEqual([]);
});
