import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { onTestFinished } from "vitest";
import { lint } from "../src/index.js";

/** A folder with these files, until the test is over. */
export function folderOf(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), "graceful-lint-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return folder;
}

/** What is found in one file, as `line rule`. */
export const found = (name: string, ...lines: string[]) =>
  lint(folderOf({ [name]: `${lines.join("\n")}\n` })).findings.map(({ line, rule }) => `${line} ${rule}`);
