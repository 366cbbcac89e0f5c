import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { packAll } from "./packed.js";
import { FOLDERS, manifestOf, PUBLISHED, ROOT } from "./published.js";

const REPOSITORY = "https://github.com/graceful-js/graceful";
const CORE = "@x/graceful-core";
const read = (...path: string[]) => readFileSync(join(ROOT, ...path), "utf8");
const packed = await packAll();

test("every package is packed", () => {
  expect([...packed.keys()].sort()).toEqual([...PUBLISHED.keys()].sort());
});

/** What a program brings besides: its own files, and the packages that it is made of. */
const PROGRAMS: Readonly<Record<string, { files: string[]; dependencies: string[] }>> = {
  "@x/graceful-check": {
    files: ["action.yml", "dist/cli.js", "dist/faulty-server.js", "report.schema.json"],
    dependencies: ["ws", "yaml"],
  },
  "@x/graceful-cluster": { files: ["dist/main.js", "dist/preload.cjs"], dependencies: ["@x/graceful-core"] },
};

describe.each([...PUBLISHED])("%s", (name, folder) => {
  const manifest = manifestOf(folder);

  test("is published with its code, its types, its README and its licence, and nothing else", () => {
    const built = (entry: string) => ["cjs", "d.cts", "d.ts", "js"].map((kind) => `dist/${entry}.${kind}`);
    const files = packed.get(name)?.files.map((file) => file.replace(/-[\w-]{8}(?=\.)/, "-HASH"));
    const adapters = [
      ...built("adapter"),
      ...built("register"),
      "dist/errors-HASH.d.cts",
      "dist/errors-HASH.d.ts",
    ];
    const others = name === CORE ? adapters : (PROGRAMS[name]?.files ?? []);
    expect(files).toEqual(["LICENSE", "README.md", "package.json", ...built("index"), ...others].sort());
  });

  test("has the licence of the repository", () => {
    expect(manifest.license).toBe("MIT");
    expect(read(folder, "LICENSE")).toBe(read("LICENSE"));
  });

  test("says what it is, where it is made, and that it has no side effects but that of being registered", () => {
    expect(manifest).toMatchObject({
      sideEffects: name === CORE ? ["./dist/register.js", "./dist/register.cjs"] : false,
      type: "module",
      engines: { node: ">=20" },
      homepage: `${REPOSITORY}/tree/main/${folder}#readme`,
      bugs: `${REPOSITORY}/issues`,
      repository: { type: "git", url: `git+${REPOSITORY}.git`, directory: folder },
    });
    expect(manifest.description).toMatch(/^.{20,120}$/);
    expect(manifest.keywords).toEqual(expect.arrayContaining(["graceful-shutdown", "sigterm", "drain"]));
  });

  test("is published in public, with provenance", () => {
    expect(manifest.publishConfig).toEqual({ access: "public", provenance: true });
    expect(manifest.private).toBeUndefined();
  });

  test("has the version of core, and depends on that very core; a program on what it is made of", () => {
    const { version } = manifestOf("packages/core");
    expect(manifest.version).toBe(version);
    const dependencies = PROGRAMS[name]?.dependencies ?? (name === CORE ? [] : [CORE]);
    expect(Object.keys(manifest.dependencies ?? {})).toEqual(dependencies);
    if (dependencies.includes(CORE)) expect(manifest.dependencies?.[CORE]).toBe(version);
  });

  test("runs no script where it is installed", () => {
    const scripts = Object.keys(manifest.scripts as object);
    expect(scripts.filter((script) => /install|prepare|prepublish/.test(script))).toEqual([]);
  });

  test("points to no source map, since none is published", () => {
    for (const file of packed.get(name)?.files.filter((file) => /\.c?js$/.test(file)) ?? [])
      expect(read(folder, file)).not.toContain("sourceMappingURL");
  });

  test("has a README that shows its installation and a server, and whose links work outside of the repository", () => {
    const readme = read(folder, "README.md");
    expect(readme).toMatch(new RegExp(`^# ${name}\n`));
    expect(readme).toContain(`npm install ${name}`);
    expect(readme).toMatch(/```(js|ts)( untyped)?\n[\s\S]*(graceful|check)\(/);
    const links = [...readme.matchAll(/\]\(([^)\s]+)\)|^\[[^\]]+\]: (\S+)$/gm)].map(
      ([, inline, other]) => inline ?? other,
    );
    expect(links.filter((link) => !/^(https:|#)/.test(link ?? ""))).toEqual([]);
    const paths = links.map(
      (link) => link?.match(/graceful-js\/graceful\/(?:blob|tree)\/main\/([^#]+)/)?.[1] ?? "",
    );
    for (const path of paths) expect(existsSync(join(ROOT, path)), path).toBe(true);
  });
});

test("every package gives its exports in the same way", () => {
  const first = manifestOf("packages/core");
  const others = FOLDERS.map((folder) => manifestOf(folder));
  for (const other of others) {
    const isProgram = other.name in PROGRAMS;
    for (const field of ["main", "module", "types", ...(isProgram ? [] : ["files", "scripts"])])
      expect(other[field], `${other.name}: ${field}`).toEqual(first[field]);
    if (!isProgram) expect(first.exports, other.name).toMatchObject(other.exports as object);
  }
});
