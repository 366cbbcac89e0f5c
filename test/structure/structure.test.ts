import { describe, expect, it } from "vitest";
import { manifestOf, names } from "../adapter-names.js";
import { codeOf, type SourceFile, sourceFiles } from "./source-files.js";

const core = sourceFiles("packages/core/src");

/** From the public words, which know nobody, up to what a user imports. Rooms of one floor do not know each other. */
const FLOORS: readonly (readonly string[])[] = [
  ["words"],
  ["support", "format"],
  ["planning"],
  ["engine", "release", "health", "process"],
  ["adapter"],
  ["lifecycle"],
  ["graceful.ts"],
  ["register"],
  ["index.ts", "register.ts"],
];

/** A folder is a room, and so are the two files at the top. The other files at the root are the public words. */
const roomOf = (path: string) => {
  const [folder = "", ...rest] = path.split("/");
  if (rest.length > 0) return folder;
  return ["index.ts", "graceful.ts", "register.ts"].includes(path) ? path : "words";
};
const floorOf = (path: string) => FLOORS.findIndex((rooms) => rooms.includes(roomOf(path)));
/** `a.ts -> b.ts` for every import that a rule refuses. */
const refused = (files: readonly SourceFile[], isRefused: (from: SourceFile, to: string) => boolean) =>
  files.flatMap((file) =>
    file.imports.filter((to) => isRefused(file, to)).map((to) => `${file.path} -> ${to}`),
  );

describe("core", () => {
  it("names no framework in its code", () => {
    const aName = new RegExp(`\\b(${names.join("|")})\\b`, "i");
    const naming = core.filter((file) => aName.test(codeOf(file)));
    expect(naming.map(({ path }) => path)).toEqual([]);
  });

  it("depends on nothing but Node", () => {
    expect(refused(core, (_, to) => !to.endsWith(".ts") && !to.startsWith("node:"))).toEqual([]);
  });

  it("imports downwards: a room knows those below it, and none beside it", () => {
    const isUpwards = ({ path }: SourceFile, to: string) =>
      to.endsWith(".ts") && roomOf(path) !== roomOf(to) && floorOf(path) <= floorOf(to);
    expect(refused(core, isUpwards)).toEqual([]);
  });

  it("has a floor for every room", () => {
    expect([...new Set(core.map(({ path }) => roomOf(path)))].sort()).toEqual(FLOORS.flat().sort());
  });

  it("touches the process in one room, in the call that opens it, and where the environment is the plan", () => {
    const touching = core.filter((file) => /\bprocess\./.test(codeOf(file))).map(({ path }) => path);
    expect(touching.filter((path) => !["process", "register"].includes(roomOf(path)))).toEqual([
      "graceful.ts",
    ]);
  });

  it("has no file above 250 lines, and a median below 80", () => {
    const lengths = core.map(({ lines }) => lines).sort((a, b) => a - b);
    expect(core.filter(({ lines }) => lines > 250).map(({ path }) => path)).toEqual([]);
    expect(lengths[Math.floor(lengths.length / 2)]).toBeLessThan(80);
  });

  it("has its whole public surface in an index that holds nothing else", () => {
    const index = core.find(({ path }) => path === "index.ts");
    expect(index && codeOf(index)).toMatch(/^(\s*export (type )?(\*|\{[^}]*\}) from "[^"]+";)+\s*$/);
  });
});

/**
 * Nest's own idiom is a module, which is made of Nest's classes, and whose app does not exist yet when the module does: that is more than
 * a translation in one file.
 */
const HAS_A_MODULE = ["nest"];

describe.each(names)("the adapter for %s", (name) => {
  const files = sourceFiles(`packages/${name}/src`);

  it("is one file of at most 80 lines, or several of them for a module of the framework's own", () => {
    if (!HAS_A_MODULE.includes(name)) expect(files.map(({ path }) => path)).toEqual(["index.ts"]);
    expect(files.filter(({ lines }) => lines > 80).map(({ path }) => path)).toEqual([]);
  });

  it("imports core's index and types of its framework, nothing else", () => {
    const peers = Object.keys(manifestOf(name).peerDependencies);
    const isOwn = (to: string) => files.some(({ path }) => path === to);
    const isOfNode = (file: SourceFile, to: string) =>
      codeOf(file).includes(`import type { ServerResponse } from "${to}"`);
    const known = (file: SourceFile, to: string) =>
      to === "@x/graceful-core" || peers.includes(to) || isOwn(to) || isOfNode(file, to);
    expect(refused(files, (file, to) => !known(file, to))).toEqual([]);
    if (HAS_A_MODULE.includes(name)) return;
    const [file] = files;
    expect(file && codeOf(file)).not.toMatch(/import (?!type |\* as core from "@x\/graceful-core")/);
  });

  it("waits for nothing, counts nothing and ends nothing by itself", () => {
    for (const file of files) {
      expect(codeOf(file)).not.toMatch(
        /set(Timeout|Interval|Immediate)|process\.|\.destroy|statusCode|console\./,
      );
    }
  });
});
