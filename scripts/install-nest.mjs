// Nest 11 for programs of this repository that are no tests: the demo, the example. It is too heavy for everybody's `npm ci`. Installs it
// from its own lockfile unless that is done, and links it to where Node looks for it. Run by `node scripts/install-nest.mjs`, or imported.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../", import.meta.url));
const folder = join(root, "test/nest/11");
/** As the tests mark it: `test/programs/install-once.ts`. */
const marker = join(folder, "node_modules/.installed");
const hash = createHash("sha256")
  .update(readFileSync(join(folder, "package-lock.json")))
  .digest("hex");

if (!existsSync(marker) || readFileSync(marker, "utf8") !== hash) {
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
  if (status !== 0) throw new Error("Nest could not be installed");
  writeFileSync(marker, hash);
}

for (const name of ["@nestjs", "reflect-metadata", "rxjs"]) {
  const link = join(root, "node_modules", name);
  if (!existsSync(link)) linkUnlessDone(join(folder, "node_modules", name), link);
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
