import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize, relative } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

export interface SourceFile {
  /** From the folder that was asked for: `engine/drain.ts`. */
  readonly path: string;
  readonly text: string;
  readonly lines: number;
  /** What it imports, relative ones as paths from the same folder. */
  readonly imports: readonly string[];
}

/** Every TypeScript file below a folder of the repository. */
export function sourceFiles(folder: string): SourceFile[] {
  const base = join(ROOT, folder);
  return readdirSync(base, { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".ts"))
    .map((path) => {
      const text = readFileSync(join(base, path), "utf8");
      const imports = [...text.matchAll(/(?:from|import\()\s*"([^"]+)"/g)].map(([, name = ""]) =>
        name.startsWith(".")
          ? relative(base, normalize(join(base, dirname(path), name))).replace(/\.js$/, ".ts")
          : name,
      );
      return { path, text, lines: text.trimEnd().split("\n").length, imports };
    });
}

/** The code of a file without its comments. */
export function codeOf({ text }: SourceFile): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, "").replace(/(^|\s)\/\/.*$/gm, "$1");
}
