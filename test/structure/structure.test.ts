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
  ["index.ts"],
];

/** A folder is a room, and so are the two files at the top. The other files at the root are the public words. */
const roomOf = (path: string) => {
  const [folder = "", ...rest] = path.split("/");
  if (rest.length > 0) return folder;
  return path === "index.ts" || path === "graceful.ts" ? path : "words";
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

  it("touches the process in one room, and in the call that opens it", () => {
    const touching = core.filter((file) => /\bprocess\./.test(codeOf(file))).map(({ path }) => path);
    expect(touching.filter((path) => roomOf(path) !== "process")).toEqual(["graceful.ts"]);
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

describe.each(names)("the adapter for %s", (name) => {
  const files = sourceFiles(`packages/${name}/src`);

  it("is one file of at most 80 lines, and a second one where finding the app's servers is a job of its own", () => {
    const [index, ...others] = files.toSorted(
      (a, b) => Number(b.path === "index.ts") - Number(a.path === "index.ts"),
    );
    expect(index).toMatchObject({ path: "index.ts" });
    expect([[], ["find-servers.ts"]]).toContainEqual(others.map(({ path }) => path));
    for (const { path, lines } of files) expect(lines, path).toBeLessThanOrEqual(80);
  });

  it("imports core's index and types of its framework, nothing else", () => {
    const allowed = [
      "@x/graceful-core",
      "find-servers.ts",
      ...Object.keys(manifestOf(name).peerDependencies),
    ];
    expect(refused(files, (_, to) => !allowed.includes(to))).toEqual([]);
    const real = /import (?!type |\* as core from "@x\/graceful-core"|\{ findServers \})/;
    for (const file of files) expect(codeOf(file), file.path).not.toMatch(real);
  });

  it("waits for nothing, counts nothing and ends nothing by itself", () => {
    const forbidden = /set(Timeout|Interval|Immediate)|process\.|\.destroy|statusCode|console\./;
    for (const file of files) expect(codeOf(file), file.path).not.toMatch(forbidden);
  });
});
