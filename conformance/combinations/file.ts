import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";
import { BIG } from "../src/demo.js";

/** A folder with one file, `file`, of the bytes of `BIG`; gone after the tests of the calling file. */
export function folderWithFile(): string {
  const folder = mkdtempSync(join(tmpdir(), "graceful-"));
  writeFileSync(join(folder, "file"), BIG);
  afterAll(() => rmSync(folder, { recursive: true }));
  return folder;
}
