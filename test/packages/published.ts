import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const ROOT = fileURLToPath(new URL("../../", import.meta.url));

export interface Manifest {
  name: string;
  version: string;
  private?: boolean;
  dependencies?: Record<string, string>;
  peerDependencies?: Record<string, string>;
  [field: string]: unknown;
}

export const manifestOf = (folder: string): Manifest =>
  JSON.parse(readFileSync(join(ROOT, folder, "package.json"), "utf8"));

/** The folder of every package that is published: `packages/core` and its like. */
export const FOLDERS = readdirSync(join(ROOT, "packages")).map((name) => `packages/${name}`);

/** Every published package by name. */
export const PUBLISHED = new Map(FOLDERS.map((folder) => [manifestOf(folder).name, folder]));
