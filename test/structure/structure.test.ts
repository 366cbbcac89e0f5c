import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { manifestOf, names } from "../adapter-names.js";
import { functionLengths } from "./function-lengths.js";
import { codeOf, type SourceFile, sourceFiles } from "./source-files.js";

const core = sourceFiles("packages/core/src");
const contributing = readFileSync(new URL("../../CONTRIBUTING.md", import.meta.url), "utf8");
/** The table of core's folders in CONTRIBUTING. */
const [, map = ""] = contributing.match(/The folders of `packages\/core\/src`.*\n\n((?:\|.*\n)+)/) ?? [];

/** From the public words, which know nobody, up to what a user imports. Rooms of one floor do not know each other. */
const FLOORS: readonly (readonly string[])[] = [
  ["words"],
  ["support", "format"],
  ["planning"],
  ["engine", "release", "health", "process"],
  ["adapter"],
  ["lifecycle"],
  ["graceful.ts", "create-drain.ts"],
  ["register"],
  ["index.ts", "adapter.ts", "register.ts"],
];

/** What applications import, and what authors of adapters import besides. */
const ENTRIES = ["index.ts", "adapter.ts", "register.ts"];
/** What applications call. */
const CALLS = ["graceful.ts", "create-drain.ts"];

/** A folder is a room, and so are the files at the top. The other files at the root are the public words. */
const roomOf = (path: string) => {
  const [folder = "", ...rest] = path.split("/");
  if (rest.length > 0) return folder;
  return [...ENTRIES, ...CALLS].includes(path) ? path : "words";
};
const floorOf = (path: string) => FLOORS.findIndex((rooms) => rooms.includes(roomOf(path)));
/** `a.ts -> b.ts` for every import that a rule refuses. */
const refused = (files: readonly SourceFile[], isRefused: (from: SourceFile, to: string) => boolean) =>
  files.flatMap((file) =>
    file.imports.filter((to) => isRefused(file, to)).map((to) => `${file.path} -> ${to}`),
  );

describe("core", () => {
  test("has every folder and file that CONTRIBUTING names in its map", () => {
    const named = [...map.matchAll(/`([\w/-]+(?:\.ts|\/))`/g)].map(([, name = ""]) => name);
    const isThere = (name: string) => core.some(({ path }) => `/${path}`.includes(`/${name}`));
    expect(named).toContain("run-shutdown.ts");
    expect(named.filter((name) => !isThere(name))).toEqual([]);
  });

  test.each([
    ["a pipelined request marked to close", "engine/", "http1/http1-connection.ts", "#markLast("],
    ["the first, second and third signal counted", "process/", "signals/signals.ts", "handler.forceCut("],
    ["the search for an app's servers", "adapter/", "discover-servers.ts", "function discoverServers("],
    ["what a second signal forces", "lifecycle/", "escalation.ts", "createEscalation("],
  ])("leads a newcomer to %s", (sought, folder, file, code) => {
    const row = map.split("\n").find((line) => line.startsWith(`| \`${folder}\` |`));
    expect(row).toContain(`${sought}: \`${file}\``);
    expect(core.find(({ path }) => path === folder + file)?.text).toContain(code);
  });

  test("names no framework in its code", () => {
    const aName = new RegExp(`\\b(${names.join("|")})\\b`, "i");
    const naming = core.filter((file) => aName.test(codeOf(file)));
    expect(naming.map(({ path }) => path)).toEqual([]);
  });

  test("depends on nothing but Node", () => {
    expect(refused(core, (_, to) => !to.endsWith(".ts") && !to.startsWith("node:"))).toEqual([]);
  });

  test("loads nothing by import(), which rejects where code runs in a context without one", () => {
    const loading = core.filter((file) => /\bimport\(/.test(codeOf(file))).map(({ path }) => path);
    // Loaded by `--import` alone, which has one; what it rejects with is told.
    expect(loading).toEqual(["register/read-plan-file.ts"]);
  });

  test("imports downwards: a room knows those below it, and none beside it", () => {
    const isUpwards = ({ path }: SourceFile, to: string) =>
      to.endsWith(".ts") && roomOf(path) !== roomOf(to) && floorOf(path) <= floorOf(to);
    expect(refused(core, isUpwards)).toEqual([]);
  });

  test("has a floor for every room", () => {
    expect([...new Set(core.map(({ path }) => roomOf(path)))].sort()).toEqual(FLOORS.flat().sort());
  });

  test("touches the process in one room, in the call that opens it, and where the environment is the plan", () => {
    const touching = core.filter((file) => /\bprocess\./.test(codeOf(file))).map(({ path }) => path);
    expect(touching.filter((path) => !["process", "register"].includes(roomOf(path)))).toEqual([
      "graceful.ts",
    ]);
  });

  test("loads none of Node's servers, which a program may not use", () => {
    const loads = /^import (?!type\b)[^;]*from "node:(http|https|http2|tls)"/m;
    expect(core.filter(({ text }) => loads.test(text)).map(({ path }) => path)).toEqual([]);
  });

  test("has no file above 250 lines, and a median below 80", () => {
    const lengths = core.map(({ lines }) => lines).sort((a, b) => a - b);
    expect(core.filter(({ lines }) => lines > 250).map(({ path }) => path)).toEqual([]);
    expect(lengths[Math.floor(lengths.length / 2)]).toBeLessThan(80);
  });

  test("has no function above 100 lines", () => {
    const long = core.flatMap(functionLengths).filter(({ lines }) => lines > 100);
    expect(long.map(({ name }) => name)).toEqual([]);
  });

  test("counts the lines of a function with everything in it", () => {
    const text = "const a = () => {\n  return {\n    b() {},\n  };\n};\n";
    const counted = functionLengths({ path: "a.ts", text, lines: 5, imports: [] });
    expect(counted).toEqual([
      { name: "a.ts: a function without a name", lines: 5 },
      { name: "a.ts: b", lines: 1 },
    ]);
  });

  test.each(["index.ts", "adapter.ts"])(
    "has a part of its public surface in %s, which holds nothing else",
    (entry) => {
      const file = core.find(({ path }) => path === entry);
      expect(file && codeOf(file)).toMatch(/^(\s*export (type )?(\*|\{[^}]*\}) from "[^"]+";)+\s*$/);
    },
  );
});

/**
 * Nest's own idiom is a module, which is made of Nest's classes, and whose app does not exist yet when the module
 * does: that is more than a translation in one file.
 */
const HAS_A_MODULE = ["nest"];
/** Finding the servers is a job of its own, except for hapi, which shows its one server through an object a plugin. */
const secondFile = (name: string) => (name === "hapi" ? "ignore-stop.ts" : `${name}-servers.ts`);
const isIndex = ({ path }: SourceFile) => path === "index.ts";

describe.each(names)("the adapter for %s", (name) => {
  const files = sourceFiles(`packages/${name}/src`);

  test("is one file, and a second one where there is a job of its own, of at most 80 lines each", () => {
    const others = files.filter(({ path }) => path !== "index.ts").map(({ path }) => path);
    if (!HAS_A_MODULE.includes(name)) expect([[], [secondFile(name)]]).toContainEqual(others);
    expect(files.filter(({ lines }) => lines > 80).map(({ path }) => path)).toEqual([]);
  });

  test("finds its servers in the file that CONTRIBUTING names", () => {
    expect(contributing).toContain("`<framework>-servers.ts`");
    const finds = files.find(({ path }) => path === `${name}-servers.ts`) ?? files.find(isIndex);
    expect(finds?.text).toMatch(name === "hapi" ? "found(server.listener)" : /discoverServers(OfApp)?\(/);
  });

  test("imports core's two entries and types of its framework, nothing else", () => {
    const allowed = [
      "@x/graceful-core",
      "@x/graceful-core/adapter",
      ...files.map(({ path }) => path),
      ...Object.keys(manifestOf(name).peerDependencies),
    ];
    const ofNode = (file: SourceFile, to: string) =>
      codeOf(file).includes(`import type { ServerResponse } from "${to}"`);
    expect(refused(files, (file, to) => !allowed.includes(to) && !ofNode(file, to))).toEqual([]);
    if (HAS_A_MODULE.includes(name)) return;
    // Of what a framework has only types, which are gone when it runs.
    const ofFramework = /import (?!type )[^;]* from "(?!@x\/graceful-core(\/adapter)?"|\.\/)/;
    expect(files.filter((file) => ofFramework.test(codeOf(file))).map(({ path }) => path)).toEqual([]);
  });

  test("waits for nothing, counts nothing and ends nothing by itself", () => {
    // A warning decides nothing.
    const decides =
      /set(Timeout|Interval|Immediate)|process\.(?!emitWarning\()|\.destroy|statusCode|console\./;
    expect(files.filter((file) => decides.test(codeOf(file))).map(({ path }) => path)).toEqual([]);
  });
});
