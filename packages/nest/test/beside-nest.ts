import { cpSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { basename, join } from "node:path";
import { folderOf, type Major, ROOT } from "../../../test/nest/nest.js";

/**
 * Copies a program and the built adapter to where both find Nest of this major by name: elsewhere in the repository it
 * is another one. Core is found in the repository.
 */
export function besideNest(major: Major, program: string): { readonly file: string; remove(): void } {
  const built = join(folderOf(major), "dist");
  mkdirSync(built, { recursive: true });
  const folder = mkdtempSync(join(built, "program-"));
  const file = join(folder, basename(program));
  cpSync(program, file);
  for (const part of ["package.json", "dist"]) {
    const copy = join(folder, "node_modules/@x/graceful-nest", part);
    cpSync(join(ROOT, "packages/nest", part), copy, { recursive: true });
  }
  return { file, remove: () => rmSync(folder, { recursive: true }) };
}
