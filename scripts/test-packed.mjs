// The programs of docs/with against what npm would publish: an empty folder, the packages that the pages are about as
// their lockfile has them, and ours from the tarballs of `npm pack`, with no link into this repository. The same tests
// run there. `npm run test:packed`, or `npm run test:packed -- -t "Socket.IO"`.
import { spawnSync } from "node:child_process";
import { cpSync, lstatSync, mkdtempSync, readdirSync, realpathSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
/** What the pages import of ours. */
const OURS = ["core", "express"];
/** It compiles the pages with the types of the source, and runs none of them. */
const COMPILES = "test/with/compiled.test.ts";

const vitest = join(dirname(createRequire(import.meta.url).resolve("vitest/package.json")), "vitest.mjs");
const npm = process.env.npm_execpath;

/**
 * @param {string} cwd
 * @param {string[]} args
 */
function runNpm(cwd, ...args) {
  const [program, given] = npm ? [process.execPath, [npm, ...args]] : ["npm", args];
  const { status } = spawnSync(program, given, { cwd, stdio: "inherit", shell: npm === undefined });
  if (status !== 0) throw new Error(`npm ${args[0]} has failed`);
}

// Its real name: programs are found by it.
const folder = realpathSync(mkdtempSync(join(tmpdir(), "graceful-pages-")));
try {
  for (const file of ["package.json", "package-lock.json"])
    cpSync(join(ROOT, "test/with", file), join(folder, file));
  runNpm(folder, "ci", "--ignore-scripts", "--no-audit", "--prefer-offline");
  const workspaces = OURS.flatMap((name) => ["--workspace", `packages/${name}`]);
  runNpm(ROOT, "pack", "--silent", "--pack-destination", folder, ...workspaces);
  const tarballs = readdirSync(folder).filter((file) => file.endsWith(".tgz"));
  const flags = ["--ignore-scripts", "--no-audit", "--prefer-offline"];
  runNpm(folder, "install", ...flags, ...tarballs.map((file) => `./${file}`));
  for (const name of OURS) {
    const path = join(folder, "node_modules/@x", `graceful-${name}`);
    if (lstatSync(path).isSymbolicLink()) throw new Error(`${path} is a link`);
  }
  const args = [vitest, "run", "test/with", "--exclude", COMPILES, ...process.argv.slice(2)];
  const env = { ...process.env, PAGES_FOLDER: `${folder}/` };
  process.exitCode = spawnSync(process.execPath, args, { cwd: ROOT, env, stdio: "inherit" }).status ?? 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
