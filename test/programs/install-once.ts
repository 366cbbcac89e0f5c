import { createHash } from "node:crypto";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { mustRun, npm } from "../packages/command.js";
import { lockOrWait } from "./lock-or-wait.js";

/** Milliseconds for a hook that installs, or waits for that: as long as the network takes where nothing is cached. */
export const INSTALL_MS = 180_000;

/**
 * Installs what the lockfile of a folder says, unless that is there already. Of several processes that ask at the same
 * time one installs, and the others wait for it. Rejects where npm fails; the next one that asks tries again.
 */
export async function installOnce(folder: string): Promise<void> {
  while (!isInstalled(folder)) {
    const lock = await lockOrWait(`install ${folder}`);
    if (!lock) continue;
    try {
      if (!isInstalled(folder)) await install(folder);
    } finally {
      lock.release();
    }
  }
}

/** Written last, taken away first: what npm has begun and not ended is never taken for what is installed. */
const markerOf = (folder: string) => join(folder, "node_modules/.installed");

const lockfileHash = (folder: string) =>
  createHash("sha256")
    .update(readFileSync(join(folder, "package-lock.json")))
    .digest("hex");

function isInstalled(folder: string): boolean {
  try {
    return readFileSync(markerOf(folder), "utf8") === lockfileHash(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return false;
    throw error;
  }
}

async function install(folder: string): Promise<void> {
  const hash = lockfileHash(folder);
  rmSync(markerOf(folder), { force: true });
  await mustRun([npm(), "ci", "--ignore-scripts", "--no-audit", "--prefer-offline"], folder);
  writeFileSync(markerOf(folder), hash);
}
