// Installs the packages of a fresh clone, so that one command is enough: `npm run bench`, or any other that builds
// first. `node scripts/install-packages.mjs`, by npm: does nothing where they are there.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../", import.meta.url));
/** npm writes it last. */
const INSTALLED = new URL("../node_modules/.package-lock.json", import.meta.url);

if (!existsSync(INSTALLED)) {
  const npm = process.env.npm_execpath;
  if (npm === undefined) throw new Error("Expected to be run by npm: `npm run build`");
  // npm itself says nothing under `npm run --silent`, with which most commands build.
  console.error("Installing the packages of a fresh clone by `npm ci`: a minute or two");
  const { status } = spawnSync(process.execPath, [npm, "ci"], { cwd: ROOT, stdio: "inherit" });
  process.exitCode = status ?? 1;
}
