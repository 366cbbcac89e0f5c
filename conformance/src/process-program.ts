import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "tsup";

const CONFORMANCE = fileURLToPath(new URL("../", import.meta.url));

/** A program of `process/` with all targets as JavaScript, so that Node runs it. */
export interface ProcessProgram {
  readonly file: string;
  remove(): void;
}

/** It is put into the repository, where it finds the frameworks and the built packages. */
export async function buildProcessProgram(name = "app"): Promise<ProcessProgram> {
  mkdirSync(`${CONFORMANCE}dist`, { recursive: true });
  const folder = mkdtempSync(`${CONFORMANCE}dist/process-`);
  await build({
    config: false,
    tsconfig: `${CONFORMANCE}../tsconfig.base.json`,
    entry: [`${CONFORMANCE}process/${name}.ts`],
    outDir: folder,
    format: ["esm"],
    target: "node20",
    sourcemap: "inline",
    skipNodeModulesBundle: true,
    silent: true,
    clean: false,
  });
  return { file: join(folder, `${name}.js`), remove: () => rmSync(folder, { recursive: true }) };
}
