import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { chmod } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { installFolder } from "../../scripts/install-folder.mjs";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/** @typedef {import("./setups.mjs").Setup} Setup */

/**
 * Where a set-up is in this repository.
 * @param {Setup} setup
 */
export const folderOf = ({ id, folder = id }) => join(ROOT, "system-tests/matrix", folder);

/**
 * Makes a set-up ready to run: its packages are installed, and it is built, in a copy where it writes files or has
 * packages of its own. Throws where that fails; `dispose` takes the copy away.
 * @param {Setup} setup
 */
export async function workplace(setup) {
  const { package: name, modules, version, build } = setup;
  if (name?.startsWith("@nestjs/") || name?.endsWith("-nest")) await import("../../scripts/install-nest.mjs");
  if (!modules && !version) return { folder: folderOf(setup), version: versionIn(ROOT, setup), dispose() {} };
  if (modules) installFolder(join(ROOT, modules));
  const copy = mkdtempSync(join(tmpdir(), "graceful-matrix-"));
  // Apache reads its files as another user.
  await chmod(copy, 0o755);
  cpSync(folderOf(setup), copy, { recursive: true });
  if (modules) symlinkSync(join(ROOT, modules, "node_modules"), join(copy, "node_modules"));
  const dispose = () => rmSync(copy, { recursive: true, force: true });
  try {
    if (build) execFileSync(build[0], build.slice(1), { cwd: copy, stdio: ["ignore", "ignore", "inherit"] });
    return { folder: copy, version: versionIn(join(ROOT, modules ?? ""), setup), dispose };
  } catch (error) {
    dispose();
    throw error;
  }
}

/**
 * Whether the program of a set-up is on this machine.
 * @param {Setup} setup
 */
export const isThere = ({ version }) => !version || spawnSync(version[0], version.slice(1)).status === 0;

/**
 * `5.3.0`, of a package or of a program. A package of this repository has that of its tree.
 * @param {string} folder
 * @param {Setup} setup
 */
function versionIn(folder, { package: name, version }) {
  if (name)
    return JSON.parse(readFileSync(join(folder, "node_modules", name, "package.json"), "utf8")).version;
  if (!version) return process.versions.node;
  const { stdout, stderr } = spawnSync(version[0], version.slice(1), { encoding: "utf8" });
  return /\d+(\.\d+)+/.exec(stdout + stderr)?.[0] ?? "unknown";
}
