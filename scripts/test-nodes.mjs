// The test suite under every supported Node: `npm run test:nodes`, or `npm run test:nodes -- 22 26 -t "idle"`.
import { spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

const args = process.argv.slice(2);
const isVersion = (arg) => /^\d+$/.test(arg);
const firstOption = args.findIndex((arg) => !isVersion(arg));
const chosen = firstOption < 0 ? args : args.slice(0, firstOption);
const vitestArgs = firstOption < 0 ? [] : args.slice(firstOption);
const versions = chosen.length > 0 ? chosen : ["20", "22", "24", "26"];

const require = createRequire(import.meta.url);
const vitest = join(dirname(require.resolve("vitest/package.json")), "vitest.mjs");
const quote = (arg) => JSON.stringify(arg);

const results = versions.map((version) => {
  const command = [
    `node -e ${quote(`console.log(process.version); process.exit(+!process.version.startsWith('v${version}.'))`)}`,
    ["node", vitest, "run", ...vitestArgs].map((arg, i) => (i === 0 ? arg : quote(arg))).join(" "),
  ].join(" && ");
  console.log(`\n--- Node ${version}`);
  const { status } = spawnSync("npx", ["-y", "-p", `node@${version}`, "-c", command], { stdio: "inherit" });
  return { version, passed: status === 0 };
});

console.log();
for (const { version, passed } of results) console.log(`Node ${version}: ${passed ? "passed" : "FAILED"}`);
process.exitCode = results.every(({ passed }) => passed) ? 0 : 1;
