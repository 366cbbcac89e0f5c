import { mkdtempSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";
import { mustRun, npm } from "./command.js";
import { FOLDERS, ROOT } from "./published.js";

export interface Packed {
  readonly name: string;
  /** The tarball, as `npm publish` would send it. */
  readonly tarball: string;
  readonly files: readonly string[];
  readonly unpackedSize: number;
}

interface Listing {
  name: string;
  filename: string;
  files: { path: string }[];
  unpackedSize: number;
}

/** Packs what is built. In a folder of its own, which goes away with the test file that called it. */
export async function packAll(): Promise<Map<string, Packed>> {
  const folder = temporaryFolder("graceful-packed-");
  const chosen = FOLDERS.flatMap((path) => ["--workspace", path]);
  const printed = await mustRun([npm(), "pack", "--json", "--pack-destination", folder, ...chosen], ROOT);
  const packed = (JSON.parse(printed) as Listing[]).map(({ name, filename, files, unpackedSize }) => ({
    name,
    tarball: join(folder, filename),
    files: files.map(({ path }) => path).sort(),
    unpackedSize,
  }));
  return new Map(packed.map((one) => [one.name, one]));
}

/** A folder that is removed with the test file that asked for it. */
export function temporaryFolder(prefix: string): string {
  const folder = mkdtempSync(join(tmpdir(), prefix));
  afterAll(() => rm(folder, { recursive: true, force: true }), 60_000);
  return folder;
}
