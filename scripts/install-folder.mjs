// Packages that are too heavy for everybody's `npm ci`, for programs of this repository that are no tests.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/**
 * Installs what the lockfile of the folder says, unless that is done. Throws where npm fails.
 * @param {string} folder
 */
export function installFolder(folder) {
  /** As the tests mark it: `test/programs/install-once.ts`. */
  const marker = join(folder, "node_modules/.installed");
  const hash = createHash("sha256")
    .update(readFileSync(join(folder, "package-lock.json")))
    .digest("hex");
  if (existsSync(marker) && readFileSync(marker, "utf8") === hash) return;
  rmSync(marker, { force: true });
  const { npm_execpath: npm } = process.env;
  const [program, args] = npm ? [process.execPath, [npm]] : ["npm", []];
  /** @type {import("node:child_process").SpawnSyncOptions} */
  const options = { cwd: folder, stdio: "inherit", shell: npm === undefined };
  const { status } = spawnSync(
    program,
    [...args, "ci", "--ignore-scripts", "--no-audit", "--prefer-offline"],
    options,
  );
  if (status !== 0) throw new Error(`The packages of ${folder} could not be installed`);
  writeFileSync(marker, hash);
}
