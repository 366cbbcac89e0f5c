import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const TSUP = join(
  dirname(createRequire(import.meta.url).resolve("tsup/package.json")),
  "dist/cli-default.js",
);

export const sourcesOf = (framework: string) => join(ROOT, "examples", framework);

/** A copy of an example, to be changed as its owner would change it. */
export class CopiedExample {
  readonly folder = mkdtempSync(join(tmpdir(), "graceful-example-"));

  constructor(framework: string) {
    for (const file of ["package.json", "src"]) {
      cpSync(join(sourcesOf(framework), file), join(this.folder, file), { recursive: true });
    }
    // Nest's decorators need it, and nobody else minds.
    cpSync(join(sourcesOf("nest"), "tsconfig.json"), join(this.folder, "tsconfig.json"));
    symlinkSync(join(ROOT, "node_modules"), join(this.folder, "node_modules"), "junction");
  }

  /** Every file of it by path, as it is now. */
  files(): Map<string, string> {
    const names = ["package.json", ...readdirSync(join(this.folder, "src")).map((name) => `src/${name}`)];
    return new Map(names.map((name) => [name, readFileSync(join(this.folder, name), "utf8")]));
  }

  edit(name: string, from: string, to: string): void {
    const text = this.files().get(name);
    if (!text?.includes(from)) throw new Error(`${name} has no ${from}`);
    writeFileSync(join(this.folder, name), text.replace(from, to));
  }

  /** Runs its build script, without npm around it. Returns the program. */
  build(): string {
    const { scripts } = JSON.parse(readFileSync(join(this.folder, "package.json"), "utf8"));
    const [tool, ...args] = (scripts.build as string).split(" ");
    if (tool !== "tsup") throw new Error(`This test knows how to run tsup, not ${tool}`);
    const { status, stderr } = spawnSync(process.execPath, [TSUP, ...args], {
      cwd: this.folder,
      encoding: "utf8",
    });
    if (status !== 0) throw new Error(`The build failed: ${stderr}`);
    return join(this.folder, "dist/server.js");
  }

  close(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
