import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Major } from "../nest/nest.js";
import { mustRun, npm, runNode } from "./command.js";
import type { Layout } from "./layouts.js";
import { type Packed, temporaryFolder } from "./packed.js";
import { manifestOf } from "./published.js";

const CONSUMER = fileURLToPath(new URL("./consumer/", import.meta.url));
const { devDependencies } = manifestOf(".") as unknown as { devDependencies: Record<string, string> };

/** What somebody who uses all adapters has installed, in the versions that this repository tests with. */
const OWN = ["express", "fastify", "@hapi/hapi", "hono", "@hono/node-server", "koa"];
/** As a manifest of its own has it: it is no dependency of this repository. */
const nestOf = (major: Major) =>
  (manifestOf(`test/nest/${major}`) as { dependencies?: Record<string, string> }).dependencies;
const OF_NEST = ["common", "core", "platform-express"].map((name) => `@nestjs/${name}`);
const TYPES = ["@types/node", "@types/express", "@types/koa"];

const FLAGS = [
  "--noEmit",
  "--strict",
  "--esModuleInterop",
  "--target",
  "es2022",
  "--lib",
  "es2022",
  "--types",
  "node",
];
const MODES = {
  node16: ["--module", "node16", "--moduleResolution", "node16"],
  bundler: ["--module", "esnext", "--moduleResolution", "bundler"],
};
export type ResolutionMode = keyof typeof MODES;

/** The setting of npm, to be given to managers that have another default. */
export const registry = async (): Promise<string> =>
  (await mustRun([npm(), "config", "get", "registry"], CONSUMER)).trim();

/** A project that was empty, with every package installed from its tarball. */
export class InstalledProject {
  readonly folder = temporaryFolder("graceful-installed-");

  constructor(private readonly layout: Layout) {}

  async install(packed: Iterable<Packed>, typescripts: Record<string, string>): Promise<void> {
    const tarballs: Record<string, string> = {};
    for (const { name, tarball } of packed) {
      const file = basename(tarball);
      cpSync(tarball, join(this.folder, file));
      tarballs[name] = `file:./${file}`;
    }
    const nest = nestOf(this.layout.nest ?? 12);
    const known = Object.fromEntries([
      ...[...OWN, ...TYPES].map((name) => [name, devDependencies[name]]),
      ...[...OF_NEST, "reflect-metadata", "rxjs"].map((name) => [name, nest?.[name]]),
    ]);
    const manifest = {
      name: "installed",
      version: "1.0.0",
      private: true,
      dependencies: { ...tarballs, ...known, ...typescripts },
      ...this.layout.overrides({ "@x/graceful-core": tarballs["@x/graceful-core"] ?? "" }),
    };
    this.write("package.json", JSON.stringify(manifest));
    for (const [file, text] of Object.entries(this.layout.files ?? {})) this.write(file, text);
    cpSync(CONSUMER, this.folder, { recursive: true });
    this.write("use-types.cts", readFileSync(join(CONSUMER, "use-types.mts"), "utf8"));
    await mustRun(this.layout.install, this.folder, { CI: "true" });
  }

  /** Runs a program of the project. Resolves with what it printed. */
  run(...args: string[]): Promise<string> {
    return mustRun([...this.layout.around, ...args], this.folder);
  }

  /**
   * Compiles files of the project. Resolves with the errors that are ours: in them, or in the types of these
   * packages. Types of some frameworks do not pass where libraries are checked, with any TypeScript: what they name
   * is not installed with them.
   */
  async errorsOf(
    mode: ResolutionMode,
    files: string[],
    { tsc = this.layout.tsc, checkLibraries = true } = {},
  ) {
    const flags = [...FLAGS, ...MODES[mode], "--skipLibCheck", String(!checkLibraries)];
    const { status, stdout, stderr } = await runNode([...tsc, ...flags, ...files], this.folder);
    const errors = stdout.split("\n").filter((line) => /error TS/.test(line));
    if (status !== 0 && errors.length === 0) throw new Error(`tsc ended with ${status}:\n${stdout}${stderr}`);
    return errors.filter((error) => /^use-|^error|@x[/-]graceful/.test(error));
  }

  private write(file: string, text: string): void {
    writeFileSync(join(this.folder, file), text);
  }
}
