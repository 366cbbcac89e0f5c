import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { packAll } from "./packed.js";
import { FOLDERS, type Manifest, manifestOf, PUBLISHED, ROOT } from "./published.js";

const REPOSITORY = "https://github.com/graceful-js/graceful";
const CORE = "@x/graceful-core";
/** Those that core has besides its index. */
const ENTRIES = ["register"];
const filesOf = (entry: string) => ["cjs", "d.cts", "d.ts", "js"].map((type) => `dist/${entry}.${type}`);

function withoutEntries({ exports, files, ...rest }: Manifest): Manifest {
  const own = Object.entries(exports as object).filter(([path]) => !ENTRIES.includes(path.slice(2)));
  const known = ENTRIES.flatMap(filesOf);
  return {
    ...rest,
    exports: Object.fromEntries(own),
    files: (files as string[]).filter((file) => !known.includes(file)),
  };
}

const read = (...path: string[]) => readFileSync(join(ROOT, ...path), "utf8");
const packed = await packAll();

it("every package is packed", () => {
  expect([...packed.keys()].sort()).toEqual([...PUBLISHED.keys()].sort());
});

describe.each([...PUBLISHED])("%s", (name, folder) => {
  const manifest = manifestOf(folder);

  it("is published with its code, its types, its README and its licence, and nothing else", () => {
    expect(packed.get(name)?.files).toEqual([
      "LICENSE",
      "README.md",
      "dist/index.cjs",
      "dist/index.d.cts",
      "dist/index.d.ts",
      "dist/index.js",
      ...(name === CORE ? ENTRIES.flatMap(filesOf) : []),
      "package.json",
    ]);
  });

  it("has the licence of the repository", () => {
    expect(manifest.license).toBe("MIT");
    expect(read(folder, "LICENSE")).toBe(read("LICENSE"));
  });

  it("says what it is, where it is made, and that it has no side effects but that of being registered", () => {
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

  it("is published in public, with provenance", () => {
    expect(manifest.publishConfig).toEqual({ access: "public", provenance: true });
    expect(manifest.private).toBeUndefined();
  });

  it("has the version of core, and depends on that very core and nothing else", () => {
    const core = manifestOf("packages/core");
    expect(manifest.version).toBe(core.version);
    expect(manifest.dependencies).toEqual(name === core.name ? undefined : { [core.name]: core.version });
  });

  it("runs no script where it is installed", () => {
    const scripts = Object.keys(manifest.scripts as object);
    expect(scripts.filter((script) => /install|prepare|prepublish/.test(script))).toEqual([]);
  });

  it("points to no source map, since none is published", () => {
    for (const file of ["dist/index.js", "dist/index.cjs"])
      expect(read(folder, file)).not.toContain("sourceMappingURL");
  });

  it("has a README that shows its installation and a server, and whose links work outside of the repository", () => {
    const readme = read(folder, "README.md");
    expect(readme).toMatch(new RegExp(`^# ${name}\n`));
    expect(readme).toContain(`npm install ${name}`);
    expect(readme).toMatch(/```(js|ts)\n[\s\S]*graceful\(/);
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

it("every package gives its exports in the same way", () => {
  const [first, ...others] = FOLDERS.map((folder) => manifestOf(folder)).filter(({ name }) => name !== CORE);
  for (const other of [...others, withoutEntries(manifestOf("packages/core"))]) {
    for (const field of ["exports", "main", "module", "types", "files", "scripts"])
      expect(other[field], `${other.name}: ${field}`).toEqual(first?.[field]);
  }
});
