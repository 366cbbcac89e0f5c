import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { mustRun } from "../packages/command.js";
import { installOnce } from "../programs/install-once.js";
import { lockOrWait } from "../programs/lock-or-wait.js";

/** Milliseconds for a hook that installs and builds: some frameworks weigh 300 MB, and compile for half a minute. */
export const BUILD_MS = 600_000;

/** What is no source of a folder. */
const MADE = /^(node_modules|build|dist|\.(next|output|nitro|svelte-kit|astro))$/;

/** What is built, and how. */
export interface Build {
  /** Where the packages are. */
  readonly packages: string;
  /** The sources; also where the command is run. */
  readonly folder: string;
  /** A program within `node_modules`, and what it is given. */
  readonly command: readonly [program: string, ...args: string[]];
}

/**
 * Installs what the lockfile says, and builds, unless that was done with these very sources. Of several processes
 * that ask at the same time one builds, and the others wait for it.
 */
export async function buildOnce({ packages, folder, command: [program, ...args] }: Build): Promise<void> {
  await installOnce(packages);
  const modules = join(packages, "node_modules");
  const marker = join(modules, `.built-${hashOf(packages, [folder, program, ...args])}`);
  while (!existsSync(marker)) {
    const lock = await lockOrWait(`build ${folder}`);
    if (!lock) continue;
    try {
      if (existsSync(marker)) continue;
      await mustRun([join(modules, program), ...args], folder, QUIET);
      writeFileSync(marker, "");
    } finally {
      lock.release();
    }
  }
}

const QUIET = { NEXT_TELEMETRY_DISABLED: "1", ASTRO_TELEMETRY_DISABLED: "1", NODE_ENV: "production" };

function hashOf(folder: string, command: string[]): string {
  const hash = createHash("sha256").update(command.join(" "));
  for (const path of sourcesIn(folder)) hash.update(path).update(readFileSync(path));
  return hash.digest("hex").slice(0, 16);
}

function sourcesIn(folder: string): string[] {
  return readdirSync(folder)
    .filter((name) => !MADE.test(name))
    .map((name) => join(folder, name))
    .flatMap((path) => (statSync(path).isDirectory() ? sourcesIn(path) : [path]));
}
