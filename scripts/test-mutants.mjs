// Breaks the engine in every way of `mutants.ts`, and says which promises of the property tests notice: `npm run
// test:mutants`.
import { spawnSync } from "node:child_process";
import { createViteServer } from "vitest/node";
import { readOptions } from "../test-kit/options.mjs";

const values = readOptions(
  {
    runs: { type: "string", default: "10000" },
    seed: { type: "string", default: "1" },
    only: { type: "string", default: "" },
    mutant: { type: "string" },
  },
  (given) => given,
);
const LONGEST_MS = 300_000;
const FOLDER = "/packages/core/test/property";

/**
 * Vite hands the tests this engine in place of the one on the disk, which stays as it is.
 * @returns {import("vite").Plugin}
 */
const breakEngine = ({ file, from, to }) => ({
  name: "break-engine",
  enforce: "pre",
  transform(code, id) {
    if (!id.endsWith(`/core/src/engine/${file}`)) return undefined;
    if (code.split(from).length !== 2) throw new Error(`not once in ${file}: ${from}`);
    return code.replace(from, () => to);
  },
});

/** @returns {Promise<Record<string, any>>} */
async function load(file, /** @type {import("vite").Plugin[]} */ plugins = []) {
  const server = await createViteServer({
    configFile: false,
    plugins,
    logLevel: "error",
    appType: "custom",
    optimizeDeps: { noDiscovery: true },
    server: { middlewareMode: true, watch: null, hmr: false, ws: false },
  });
  const loaded = await server.ssrLoadModule(`${FOLDER}/${file}`);
  return { ...loaded, close: () => server.close() };
}

const { mutants, close } = await load("mutants.ts");
await close();

if (values.mutant !== undefined) {
  const mutant = mutants[Number(values.mutant)];
  const { survey } = await load("survey.ts", mutant ? [breakEngine(mutant)] : []);
  console.log(JSON.stringify(await survey(Number(values.runs), Number(values.seed))));
  process.exit();
}

/** In a process of its own: what a broken engine leaves behind must not be there for the next one. */
function surveyed(index) {
  const args = [process.argv[1], "--runs", values.runs, "--seed", values.seed, `--mutant=${index}`];
  const { stdout, stderr } = spawnSync(process.execPath, args, { encoding: "utf8", timeout: LONGEST_MS });
  const last = stdout.trim().split("\n").at(-1);
  if (!last?.startsWith("{"))
    return { played: 0, broken: [[`(${stderr.trim().split("\n")[0] || "it hangs"})`, 1]] };
  return JSON.parse(last);
}

console.log(
  `up to ${values.runs} stories of seed ${values.seed} with each of ${mutants.length} broken engines\n`,
);
const sound = surveyed(-1);
console.log(
  `the engine as it is: ${sound.broken.length === 0 ? "every promise holds" : JSON.stringify(sound)}`,
);
const unnoticed = [];
for (const [index, { name, file }] of mutants.entries()) {
  if (!name.includes(values.only)) continue;
  const { played, broken } = surveyed(index);
  console.log(`\n${name} (${file}), ${played} stories`);
  for (const [promise, stories] of broken) console.log(`  ${String(stories).padStart(4)}  ${promise}`);
  if (broken.length > 0) continue;
  console.log("  nobody notices");
  unnoticed.push(name);
}
console.log(`\n${unnoticed.length} unnoticed${unnoticed.map((name) => `\n  ${name}`).join("")}`);
process.exitCode = unnoticed.length === 0 && sound.broken.length === 0 ? 0 : 1;
