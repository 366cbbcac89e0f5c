import { readFileSync, realpathSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { names } from "../adapter-names.js";
import { InstalledProject, registry } from "./installed-project.js";
import { LAYOUTS } from "./layouts.js";
import { packAll } from "./packed.js";
import { ROOT } from "./published.js";

/** Installing takes as long as the network does where nothing is cached. */
const BOUND = 180_000;

/**
 * The oldest that is supported. Its own limits: `bundler` came with it, and older ones cannot read the types of
 * Fastify.
 */
const OLDEST_TYPESCRIPT = "5.0.4";
/** The newest, in which TypeScript is a native program; Yarn's Plug'n'Play patches those before it. */
const NEWEST_TYPESCRIPT = "^7.0.0";
const PATCHED_TYPESCRIPT = "~5.9.0";

const packed = await packAll();
const ofRegistry = await registry();

const answered = {
  said: "draining",
  connection: "close",
  outcome: "clean",
  total: 1,
  answered: 1,
  ended: 0,
  aborted: 0,
  refused: 0,
  cut: 0,
};
/** Core and the adapters: what drains a server. */
const targets = ["core", ...names];

describe.each(Object.entries(LAYOUTS))("installed from tarballs by %s", (name, layoutOf) => {
  const layout = layoutOf(ofRegistry);
  const project = new InstalledProject(layout);
  const isPatched = name.startsWith("Yarn 4");

  beforeAll(async () => {
    await project.install(packed.values(), {
      typescript: isPatched ? PATCHED_TYPESCRIPT : NEWEST_TYPESCRIPT,
      ...(name === "npm" && { "typescript-oldest": `npm:typescript@${OLDEST_TYPESCRIPT}` }),
    });
  }, BOUND);

  test.each(["use-esm.mjs", "use-cjs.cjs"])(
    "%s drains a server of every framework, and all share one core",
    async (program) => {
      const { results, cores } = JSON.parse(await project.run(program));
      expect(results).toEqual(Object.fromEntries(targets.map((target) => [target, answered])));
      expect(cores).toBe(1);
    },
    BOUND,
  );

  test(
    "TypeScript finds the types from ESM and CommonJS with node16",
    async () => {
      const files = ["use-types.mts", "use-types.cts"];
      expect(await project.errorsOf("node16", files, { checkLibraries: !isPatched })).toEqual([]);
    },
    BOUND,
  );

  test(
    "graceful-cluster runs, and finds its preload and core",
    async () => {
      const program = await project.run("use-cluster.mjs");
      expect(program).toMatch(/^ready, reloaded, exit code 0\n$/);
    },
    BOUND,
  );

  if (name !== "npm") return;

  test(
    "TypeScript finds the types with the resolution of bundlers",
    async () => {
      expect(await project.errorsOf("bundler", ["use-types.mts"])).toEqual([]);
    },
    BOUND,
  );

  test(
    `TypeScript ${OLDEST_TYPESCRIPT}, the oldest supported, compiles what uses core and every adapter`,
    async () => {
      const tsc = ["node_modules/typescript-oldest/bin/tsc"];
      expect(await project.run(...tsc, "--version")).toBe(`Version ${OLDEST_TYPESCRIPT}\n`);
      const files = ["use-types.mts", "use-types.cts"];
      expect(await project.errorsOf("node16", files, { tsc, checkLibraries: false })).toEqual([]);
      expect(await project.errorsOf("bundler", ["use-core.mts"], { tsc })).toEqual([]);
    },
    BOUND,
  );

  test("the documentation says which one that is", () => {
    const [major, minor] = OLDEST_TYPESCRIPT.split(".");
    for (const file of ["README.md", "packages/core/README.md"])
      expect(readFileSync(join(ROOT, file), "utf8")).toContain(`TypeScript ${major}.${minor} and later`);
  });

  test("the adapters find the core that the project has", () => {
    const from = (start: string) => createRequire(realpathSync(join(project.folder, start)));
    const own = realpathSync(from("package.json").resolve("@x/graceful-core"));
    for (const adapter of targets) {
      const path = from("package.json").resolve(`@x/graceful-${adapter}`);
      expect(realpathSync(createRequire(path).resolve("@x/graceful-core"))).toBe(own);
    }
  });
});
