// The contract on every runtime: `npm run test:runtimes`, or `npm run test:runtimes -- bun deno 22`. On Node the
// whole suite of conformance/, on Bun and Deno all of it that can be judged from outside, by every target.
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../", import.meta.url));
const chosen = process.argv.slice(2);
const asked = chosen.length > 0 ? chosen : ["bun", "deno", "20", "22", "24", "26"];
const majors = asked.filter((one) => /^\d+$/.test(one));
const others = asked.filter((one) => !majors.includes(one));

const run = (/** @type {string[]} */ ...args) =>
  spawnSync(process.execPath, args, {
    cwd: root,
    stdio: "inherit",
    env: { ...process.env, RUNTIMES: "all" },
  }).status === 0;

const results = [
  others.length === 0 ||
    run("node_modules/vitest/vitest.mjs", "run", ...others.map((name) => `test/runtimes/${name}`)),
  majors.length === 0 || run("scripts/test-nodes.mjs", ...majors, "conformance", "test/runtimes/node"),
];
process.exitCode = results.every(Boolean) ? 0 : 1;
