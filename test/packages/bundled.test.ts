import { readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "tsup";
import { describe, expect, test } from "vitest";
import { mustRun } from "./command.js";
import { temporaryFolder } from "./packed.js";
import { ROOT } from "./published.js";

const folder = temporaryFolder("graceful-bundled-");
const CORE = join(ROOT, "packages/core/dist/index.js");
const FOR_ADAPTERS = join(ROOT, "packages/core/dist/adapter.js");
const EXPRESS = join(ROOT, "packages/express/dist/index.js");

/** What core subscribes to while it is loaded: without it no app's server is found. */
const SUBSCRIPTION = /tracing:net\.server\.listen/;

/** An app that listens before it is made graceful: only what was noticed from the start finds its server. */
const LISTENS_FIRST = `
import express from "express";
import { graceful } from "${EXPRESS}";
const app = express();
app.get("/", async (_request, response) => {
  const report = lifecycle.shutdown();
  response.on("close", async () => console.log(JSON.stringify((await report).requests)));
  response.send("hello");
});
const server = app.listen(0, "127.0.0.1");
const lifecycle = graceful(app, { signals: false, exit: false, logger: false, idleGraceMs: 0 });
server.once("listening", () => fetch("http://127.0.0.1:" + server.address().port).then((response) => response.text()));
`;

/** `rollup`: the code goes through Rollup after esbuild. Both read `sideEffects`. */
async function bundle(name: string, source: string, bundler: "esbuild" | "rollup"): Promise<string> {
  const entry = join(folder, `${name}.mjs`);
  writeFileSync(entry, source);
  await build({
    config: false,
    entry: [entry],
    outDir: join(folder, bundler),
    format: ["cjs"],
    platform: "node",
    target: "node20",
    noExternal: [/./],
    treeshake: bundler === "rollup",
    silent: true,
    clean: false,
    esbuildOptions: (options) => {
      options.nodePaths = [join(ROOT, "node_modules")];
    },
  });
  return join(folder, bundler, `${name}.cjs`);
}

describe.each(["esbuild", "rollup"] as const)("bundled by %s", { timeout: 60_000 }, (bundler) => {
  test("an app keeps what core does while it is loaded, although nothing of the app names it", async () => {
    const program = await bundle("listens-first", LISTENS_FIRST, bundler);
    const printed = await mustRun([program], folder);
    expect(JSON.parse(printed)).toMatchObject({ total: 1, answered: 1, cut: 0 });
  });

  test("an import of which nothing is used adds nothing to a bundle", async () => {
    const program = await bundle(
      "unused",
      `import { graceful } from "${EXPRESS}";\nconsole.log("app");\n`,
      bundler,
    );
    expect(readFileSync(program, "utf8")).not.toMatch(SUBSCRIPTION);
    expect(statSync(program).size).toBeLessThan(1_500);
    expect(await mustRun([program], folder)).toBe("app\n");
  });

  test("so does one that only loads core: call something of it to have it loaded", async () => {
    const loads = await bundle("loads", `import "${CORE}";\nconsole.log("app");\n`, bundler);
    expect(readFileSync(loads, "utf8")).not.toMatch(SUBSCRIPTION);
    const calls = await bundle(
      "calls",
      `import { isServer } from "${FOR_ADAPTERS}";\nconsole.log(isServer(1));\n`,
      bundler,
    );
    expect(readFileSync(calls, "utf8")).toMatch(SUBSCRIPTION);
  });
});
