// Vitest's V8 coverage, and that of the processes which the tests fork: they run the built core, mapped back to its
// source here.
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import v8 from "@vitest/coverage-v8";
import { FORKS } from "./forks.mjs";

const require = createRequire(import.meta.url);
// The merger of Vitest's own provider, in its version.
const { mergeProcessCovs } = createRequire(require.resolve("@vitest/coverage-v8"))("@bcoe/v8-coverage");

const CORE = fileURLToPath(new URL("../../packages/core/", import.meta.url));
const MAPPED = fileURLToPath(new URL("../../coverage/mapped/", import.meta.url));
const BUILT = ["index", "adapter", "register"].flatMap((entry) => [`${entry}.js`, `${entry}.cjs`]);

export default {
  ...v8,
  async getProvider() {
    const provider = await v8.getProvider();
    const ofTests = provider.generateCoverage.bind(provider);
    provider.generateCoverage = async (options) => {
      const map = await ofTests(options);
      for (const forked of await ofForks(provider)) map.merge(forked);
      return map;
    };
    return provider;
  },
};

/** One istanbul coverage for each way in which core was built. */
async function ofForks(provider) {
  const processes = readdirSync(FORKS).map((file) => JSON.parse(readFileSync(join(FORKS, file), "utf8")));
  const urls = new Map(BUILT.map((file) => [pathToFileURL(join(CORE, "dist", file)).href, file]));
  const ofCore = processes.map(({ result }) => ({ result: result.filter(({ url }) => urls.has(url)) }));
  const { result } = mergeProcessCovs(ofCore);
  mapBuilt();
  return Promise.all(
    result.map(async ({ url, functions }) => {
      const file = urls.get(url);
      const code = readFileSync(join(MAPPED, file), "utf8").replace(/\/\/# sourceMappingURL=.*/, "");
      if (code.trim() !== readFileSync(join(CORE, "dist", file), "utf8").trim())
        throw new Error(`dist/${file} of core is not what its source builds: npm run build`);
      const map = JSON.parse(readFileSync(join(MAPPED, `${file}.map`), "utf8"));
      map.sources = map.sources.map((source) => new URL(source, pathToFileURL(join(MAPPED, file))).href);
      return provider.remapCoverage(url, 0, { code, map }, functions);
    }),
  );
}

/** Builds core once more, with the source maps that are not published. */
function mapBuilt() {
  const tsup = join(dirname(require.resolve("tsup/package.json")), "dist/cli-default.js");
  const args = ["--config", "../../tsup.config.ts", "--no-dts", "--sourcemap", "--out-dir", MAPPED, "--silent"];
  const { status, stderr } = spawnSync(process.execPath, [tsup, ...args], { cwd: CORE, encoding: "utf8" });
  if (status !== 0) throw new Error(`tsup ended with ${status}: ${stderr}`);
}
