// Stories of chance about the engine: `npm run test:property -- --runs 100000`, or one again: `-- --seed 7 --path
// 12:0:3`.
import { spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { readOptions } from "../test-kit/options.mjs";

const RUNS = "100000";

const {
  runs = RUNS,
  seed = String(Date.now() % 1_000_000_000),
  path,
} = readOptions(
  { runs: { type: "string" }, seed: { type: "string" }, path: { type: "string" } },
  (values) => values,
);
console.log(path ? `one story: seed ${seed}, path ${path}` : `${runs} stories, seed ${seed}`);
const env = { ...process.env };
for (const [name, value] of Object.entries({
  PROPERTY_RUNS: runs,
  PROPERTY_SEED: seed,
  PROPERTY_PATH: path,
})) {
  if (value !== undefined) env[name] = value;
}
const require = createRequire(import.meta.url);
const vitest = join(dirname(require.resolve("vitest/package.json")), "vitest.mjs");
const args = [vitest, "run", "--reporter=verbose", "packages/core/test/property/stories"];
process.exitCode = spawnSync(process.execPath, args, { env, stdio: "inherit" }).status ?? 1;
