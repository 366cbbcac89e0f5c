// Nest 12 for programs of this repository that are no tests: the demo, the example. It is too heavy for everybody's
// `npm ci`. Installs it from its own lockfile unless that is done, and links it to where Node looks for it. Run by
// `node scripts/install-nest.mjs`, or imported.
import { existsSync, lstatSync, mkdirSync, readdirSync, realpathSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { installFolder } from "./install-folder.mjs";

const root = fileURLToPath(new URL("../", import.meta.url));
const folder = join(root, "test/nest/12");
installFolder(folder);

// Package by package: npm, which takes away what its lockfile has not, goes through the link to a whole scope and
// empties it.
mkdirSync(join(root, "node_modules/@nestjs"), { recursive: true });
const ofNest = readdirSync(join(folder, "node_modules/@nestjs")).map((name) => `@nestjs/${name}`);
for (const name of [...ofNest, "reflect-metadata", "rxjs"]) {
  const link = join(root, "node_modules", name);
  const target = join(folder, "node_modules", name);
  // An older link may lead to another major.
  if (!existsSync(link) || (isLink(link) && realpathSync(link) !== realpathSync(target)))
    linkUnlessDone(target, link);
}

function isLink(/** @type {string} */ path) {
  return lstatSync(path).isSymbolicLink();
}

/** Another process may do the same. */
function linkUnlessDone(target, link) {
  rmSync(link, { force: true });
  try {
    symlinkSync(target, link, "junction");
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== "EEXIST") throw error;
  }
}
