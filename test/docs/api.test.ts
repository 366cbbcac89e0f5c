import { execFile } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, onTestFinished, test } from "vitest";
import { root } from "./markdown-files.js";

const TYPEDOC = `${root}node_modules/typedoc/bin/typedoc`;
const WHOLE_PROGRAM_MS = 180_000;

const pages = (folder: string) =>
  Object.fromEntries(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), "utf8")]));

test(
  "docs/api is what `npm run docs:api` writes: every export is documented, and every link leads somewhere",
  async () => {
    const folder = mkdtempSync(join(tmpdir(), "graceful-api-"));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    // A warning is an error there, so this rejects at the first symbol without a comment.
    await promisify(execFile)(process.execPath, [TYPEDOC, "--out", folder], { cwd: root });
    expect(Object.keys(pages(folder))).toContain("graceful-core.md");
    expect(pages(folder)).toEqual(pages(`${root}docs/api`));
  },
  WHOLE_PROGRAM_MS,
);
