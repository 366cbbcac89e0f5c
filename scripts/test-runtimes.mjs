// The contract on every runtime: `npm run test:runtimes`, or `npm run test:runtimes -- bun deno 22`. On Node the
// whole suite of conformance/, on Bun and Deno all of it that can be judged from outside, by every target. What came
// of it is kept in test/runtimes/results.json, for docs/runtimes.md.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../", import.meta.url));
const RESULTS = join(root, "test/runtimes/results.json");
const folder = mkdtempSync(join(tmpdir(), "graceful-runtimes-"));
process.on("exit", () => rmSync(folder, { recursive: true }));

const chosen = process.argv.slice(2);
const asked = chosen.length > 0 ? chosen : ["bun", "deno", "20", "22", "24", "26"];
const passed = asked.map(test);
process.exitCode = passed.every(Boolean) ? 0 : 1;

/** @param {string} runtime */
function test(runtime) {
  const report = join(folder, `${runtime}.json`);
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
  const args = /^\d+$/.test(runtime)
    ? ["scripts/test-nodes.mjs", runtime, "conformance", "test/runtimes/node", ...reporters]
    : ["node_modules/vitest/vitest.mjs", "run", `test/runtimes/${runtime}`, ...reporters];
  const env = { ...process.env, RUNTIMES: "all" };
  const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: "inherit", env });
  keep(runtime, JSON.parse(readFileSync(report, "utf8")));
  return status === 0;
}

/**
 * @param {string} runtime
 * @param {{ numTotalTests: number, numPassedTests: number, numFailedTests: number }} report
 */
function keep(runtime, { numPassedTests, numFailedTests }) {
  const date = new Date().toISOString().slice(0, 10);
  const results = JSON.parse(readFileSync(RESULTS, "utf8"));
  results[runtime] = { passed: numPassedTests, failed: numFailedTests, date };
  writeFileSync(RESULTS, `${JSON.stringify(results, null, 2)}\n`);
}
