import { join } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { expect, test } from "vitest";
import { installNest } from "../../../test/nest/install-nest.js";
import { folderOf, type Major } from "../../../test/nest/nest.js";

const ROOT = fileURLToPath(new URL("../../../", import.meta.url));
const PROGRAM = join(ROOT, "packages/nest/test/with-nest/types.ts");

test.each<Major>([10, 11, 12])(
  "its types take what Nest %i has, and refuse the rest",
  { timeout: 120_000 },
  async (major) => {
    await installNest();
    const { config } = ts.readConfigFile(join(ROOT, "tsconfig.base.json"), ts.sys.readFile);
    const base = ts.parseJsonConfigFileContent({ ...config, files: [] }, ts.sys, ROOT).options;
    const options: ts.CompilerOptions = {
      ...base,
      experimentalDecorators: true,
      emitDecoratorMetadata: true,
      verbatimModuleSyntax: false,
      paths: { "@x/graceful-*": [join(ROOT, "packages/*/src/index.ts")] },
    };
    // As if it lay beside the packages of this major, so that it finds them.
    const here = join(folderOf(major), "types.mts");
    const there = (path: string) => (path === here ? PROGRAM : path);
    const host = ts.createCompilerHost(options);
    const { fileExists, readFile, getSourceFile } = host;
    host.fileExists = (path) => fileExists(there(path));
    host.readFile = (path) => readFile(there(path));
    host.getSourceFile = (path, ...how) =>
      path === here
        ? ts.createSourceFile(path, readFile(PROGRAM) ?? "", ...(how as [ts.ScriptTarget]))
        : getSourceFile(path, ...how);
    const found = ts.getPreEmitDiagnostics(ts.createProgram({ rootNames: [here], options, host }));
    const at = ({ file, start = 0 }: ts.Diagnostic) =>
      `line ${(file?.getLineAndCharacterOfPosition(start).line ?? 0) + 1}`;
    expect(
      found.map((one) => `${at(one)}: ${ts.flattenDiagnosticMessageText(one.messageText, "\n")}`),
    ).toEqual([]);
  },
);
