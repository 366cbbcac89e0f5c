// `npm run version`: gives all packages their next version, by the changesets. The private workspaces keep none of
// their own; what they use of the packages follows here, since npm links a workspace only where its version fits.
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const require = createRequire(import.meta.url);
const read = (path) => JSON.parse(readFileSync(path, "utf8"));
function run(...args) {
  const { status } = spawnSync(process.execPath, args, { stdio: "inherit" });
  if (status !== 0) process.exit(status ?? 1);
}

run(require.resolve("@changesets/cli/bin.js"), "version");

const { version } = read("packages/core/package.json");
const published = readdirSync("packages").map(
  (folder) => read(join("packages", folder, "package.json")).name,
);
for (const folder of readdirSync("examples")) {
  const path = join("examples", folder, "package.json");
  if (!existsSync(path)) continue;
  const manifest = read(path);
  for (const name of Object.keys(manifest.dependencies ?? {}))
    if (published.includes(name)) manifest.dependencies[name] = version;
  writeFileSync(path, `${JSON.stringify(manifest, null, 2)}\n`);
}

// The lockfile names the versions of the workspaces too.
run(
  process.env.npm_execpath,
  "install",
  "--package-lock-only",
  "--ignore-scripts",
  "--prefer-offline",
  "--no-audit",
);
