import { spawnSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { names } from "../adapter-names.js";
import { mustRun, npm } from "./command.js";
import { temporaryFolder } from "./packed.js";
import { type Manifest, PUBLISHED, ROOT } from "./published.js";

const copy = temporaryFolder("graceful-versions-");
const folders = [...PUBLISHED.values()];
const examples = readdirSync(join(ROOT, "examples"))
  .map((name) => `examples/${name}`)
  .filter((folder) => existsSync(join(ROOT, folder, "package.json")));

const manifestIn = (folder: string): Manifest =>
  JSON.parse(readFileSync(join(copy, folder, "package.json"), "utf8"));
const versions = () => folders.map((folder) => manifestIn(folder).version);
/** What a workspace has of the packages, by name. */
const usedBy = (folder: string) =>
  Object.entries(manifestIn(folder).dependencies ?? {}).filter(([name]) => PUBLISHED.has(name));

/** A clone as `npm run version` sees it, with one change to the adapter for Koa. */
beforeAll(async () => {
  const files = [
    "package.json",
    "package-lock.json",
    ".npmrc",
    ".changeset/config.json",
    "scripts/version.mjs",
  ];
  const workspaces = [...folders, ...examples, "conformance", "bench"].map(
    (folder) => `${folder}/package.json`,
  );
  for (const file of [...files, ...workspaces]) {
    mkdirSync(dirname(join(copy, file)), { recursive: true });
    cpSync(join(ROOT, file), join(copy, file));
  }
  symlinkSync(join(ROOT, "node_modules"), join(copy, "node_modules"), "junction");
  writeFileSync(
    join(copy, ".changeset/fix.md"),
    '---\n"@x/graceful-koa": minor\n---\n\nWhat a user sees of it.\n',
  );
  spawnSync("git", ["init", "-q", "-b", "main"], { cwd: copy });
  await mustRun([npm(), "run", "version"], copy);
  rmSync(join(copy, "node_modules")); // the link alone
}, 120_000);

test("a change to one package gives all of them the same next version", () => {
  const { version } = JSON.parse(readFileSync(join(ROOT, "packages/core/package.json"), "utf8")) as Manifest;
  const [major, minor] = version.split(".").map(Number);
  expect(versions()).toEqual(folders.map(() => `${major}.${Number(minor) + 1}.0`));
});

test("every adapter depends on the core of its own version", () => {
  const version = versions()[0] ?? "";
  for (const name of names) expect(usedBy(`packages/${name}`), name).toEqual([["@x/graceful-core", version]]);
});

test("the private workspaces keep their version and use the new one", () => {
  const version = versions()[0];
  for (const folder of examples) {
    expect(new Set(usedBy(folder).map(([, used]) => used)).size, folder).toBeLessThanOrEqual(1);
    for (const [name, used] of usedBy(folder)) expect(used, `${folder}: ${name}`).toBe(version);
  }
  for (const folder of [...examples, "conformance", "bench"]) {
    expect(manifestIn(folder).version, folder).toBe("0.0.0");
    expect(existsSync(join(copy, folder, "CHANGELOG.md")), folder).toBe(false);
  }
});

test("the lockfile follows, and names no registry", () => {
  const lock = readFileSync(join(copy, "package-lock.json"), "utf8");
  const { packages } = JSON.parse(lock);
  const version = versions()[0];
  expect(folders.map((folder) => packages[folder].version)).toEqual(folders.map(() => version));
  expect(lock).not.toMatch(/"resolved": "http/);
});

test("what users read says what changed, once", () => {
  expect(readFileSync(join(copy, "packages/koa/CHANGELOG.md"), "utf8")).toContain("What a user sees of it.");
  expect(readdirSync(join(copy, ".changeset"))).toEqual(["config.json"]);
});

test("every changeset that waits here names packages that exist, the first one all of them", () => {
  const waiting = readdirSync(join(ROOT, ".changeset")).filter((file) => /^(?!README).*\.md$/.test(file));
  const named = waiting.map((file) => {
    const [, head = ""] = readFileSync(join(ROOT, ".changeset", file), "utf8").split("---\n");
    return [...head.matchAll(/^"(.+)": (?:major|minor|patch)$/gm)].map(([, name = ""]) => name);
  });
  for (const name of named.flat()) expect(PUBLISHED.has(name), name).toBe(true);
  const first = waiting.indexOf("first-release.md");
  if (first >= 0) expect(named[first]?.sort()).toEqual([...PUBLISHED.keys()].sort());
});
