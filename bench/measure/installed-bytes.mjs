import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
/** What is developed here: its name is that of its folder. */
export const OURS = /^@x\/graceful-(.+)$/;

/**
 * Bytes on disk and number of packages that an installation of `name` brings, what it depends on included. Peers are
 * not: they are there.
 */
export function installedBytes(name) {
  const found = new Map();
  visit(name, ROOT, found);
  const bytes = [...found.values()].reduce((sum, one) => sum + one, 0);
  return { installedBytes: bytes, packages: found.size };
}

function visit(name, from, found) {
  const folder = folderOf(name, from);
  if (found.has(folder)) return;
  found.set(folder, OURS.test(name) ? packedBytes(folder) : bytesBelow(folder));
  const { dependencies = {} } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  for (const dependency of Object.keys(dependencies)) visit(dependency, folder, found);
}

/**
 * Where Node would find it: the nearest `node_modules` that has it. Not by `require.resolve`: exports may hide a
 * package.json.
 */
function folderOf(name, from) {
  const ours = OURS.exec(name);
  if (ours) return join(ROOT, "packages", ours[1]);
  for (let folder = from; ; folder = dirname(folder)) {
    const candidate = join(folder, "node_modules", name);
    if (existsSync(join(candidate, "package.json"))) return candidate;
    if (folder === dirname(folder)) throw new Error(`${name} is not installed`);
  }
}

/** Its folder is where it is developed: what counts is what npm would pack. */
function packedBytes(folder) {
  const printed = execFileSync("npm", ["pack", "--dry-run", "--json"], {
    cwd: folder,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  });
  return JSON.parse(printed)[0].unpackedSize;
}

function bytesBelow(folder) {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.name !== "node_modules")
    .reduce((sum, entry) => {
      const path = join(folder, entry.name);
      return sum + (entry.isDirectory() ? bytesBelow(path) : statSync(path).size);
    }, 0);
}
