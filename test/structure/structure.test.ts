import { describe, expect, it } from "vitest";
import { manifestOf, names } from "../adapter-names.js";
import { codeOf, type SourceFile, sourceFiles } from "./source-files.js";

const core = sourceFiles("packages/core/src");
const ROOMS = ["engine", "release", "health", "process"] as const;

const roomOf = (path: string) => ROOMS.find((room) => path.startsWith(`${room}/`));
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

  it("has rooms that do not import each other", () => {
    const isElsewhere = ({ path }: SourceFile, to: string) =>
      roomOf(path) !== undefined && roomOf(to) !== undefined && roomOf(path) !== roomOf(to);
    expect(refused(core, isElsewhere)).toEqual([]);
  });

  it("has rooms that do not import what drives them", () => {
    const above = ["index.ts", "graceful.ts", "create-lifecycle.ts", "serve-probes.ts", "server-target.ts"];
    expect(refused(core, ({ path }, to) => roomOf(path) !== undefined && above.includes(to))).toEqual([]);
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

  it("is one file of at most 80 lines", () => {
    expect(files.map(({ path }) => path)).toEqual(["index.ts"]);
    expect(files[0]?.lines).toBeLessThanOrEqual(80);
  });

  it("imports core's index and types of its framework, nothing else", () => {
    const peers = Object.keys(manifestOf(name).peerDependencies);
    expect(refused(files, (_, to) => to !== "@x/graceful-core" && !peers.includes(to))).toEqual([]);
    const [file] = files;
    expect(file && codeOf(file)).not.toMatch(/import (?!type |\* as core from "@x\/graceful-core")/);
  });

  it("waits for nothing, counts nothing and ends nothing by itself", () => {
    const [file] = files;
    expect(file && codeOf(file)).not.toMatch(
      /set(Timeout|Interval|Immediate)|process\.|\.destroy|statusCode|console\./,
    );
  });
});
