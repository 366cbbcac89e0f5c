import { existsSync, readdirSync, readFileSync } from "node:fs";
import * as core from "@x/graceful-core";
import * as forAdapters from "@x/graceful-core/adapter";
import { describe, expect, test } from "vitest";
import { manifestOf, names } from "../adapter-names.js";
import { adapters } from "../adapters.js";

const root = new URL("../../", import.meta.url);
const text = (path: string) => readFileSync(new URL(path, root), "utf8");

/** Every file that an adapter has besides its own tests: those that CONTRIBUTING names. */
const filesOf = (name: string) => [
  ...["LICENSE", "README.md", "src/index.ts", "test/types.test-d.ts"].map(
    (file) => `packages/${name}/${file}`,
  ),
  `conformance/targets/${name}.ts`,
  `conformance/combinations/${name}.test.ts`,
  `system-tests/apps/${name}.mjs`,
  ...["README.md", "package.json", "src/server.ts", "src/shutdown.ts"].map(
    (file) => `examples/${name}/${file}`,
  ),
];

/** Every page that names it, and by what. */
const pagesOf = (name: string) => [
  ["README.md", `](packages/${name}/README.md)`],
  ["docs/README.md", `](../packages/${name}/README.md)`],
  ["docs/README.md", `](../examples/${name}/README.md)`],
  ["examples/orders/README.md", `](../${name})`],
];

test("test/adapters.ts has every adapter that there is", () => {
  expect(Object.keys(adapters).sort()).toEqual([...names].sort());
});

test("core has an entry for users and one for authors of adapters, and no name in both", () => {
  expect(Object.keys(core).sort()).toEqual(["GracefulError", "createDrain", "formatReport", "graceful"]);
  expect(Object.keys(forAdapters).sort()).toEqual([
    "discoverServers",
    "discoverServersOfApp",
    "ignoreBrokenOutput",
    "invalidTarget",
    "isServer",
    "replaceMethod",
    "systemdNotifier",
  ]);
});

describe.each(names)("the adapter for %s", (name) => {
  test("has every file that CONTRIBUTING asks for", () => {
    expect(filesOf(name).filter((file) => !existsSync(new URL(file, root)))).toEqual([]);
  });

  test("is named wherever all of them are", () => {
    expect(pagesOf(name).filter(([page = "", link = ""]) => !text(page).includes(link))).toEqual([]);
  });

  test("runs the drain contract", () => {
    const tests = readdirSync(new URL("conformance/test", root));
    const own = tests.filter((file) => new RegExp(`^${name}\\d*\\.test\\.ts$`).test(file));
    expect(own.filter((file) => text(`conformance/test/${file}`).includes("drainContract("))).not.toEqual([]);
  });

  test("has a manifest that differs from the others' only in what is of its framework", () => {
    const common = (of: string) => {
      const { name, description, keywords, homepage, repository, ...rest } = manifestOf(of);
      const { peerDependencies, peerDependenciesMeta, ...others } = rest;
      return others;
    };
    expect(common(name)).toEqual(common("express"));
    expect(manifestOf(name).name).toBe(`@x/graceful-${name}`);
  });

  test("exports `graceful`, its target and the names of core for users, and none that are for adapters", () => {
    const exported = Object.keys(adapters[name]?.module ?? {});
    expect(exported).toEqual(expect.arrayContaining([...Object.keys(core), `${name}Target`]));
    expect(exported.filter((one) => one in forAdapters)).toEqual([]);
  });
});
