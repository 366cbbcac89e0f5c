import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import ts from "typescript";
import { type CodeBlock, codeBlocks } from "./code-blocks.js";
import { isScript } from "./compile-blocks.js";
import { root } from "./markdown-files.js";
import { ServedProgram, type Start } from "./served-program.js";

/** Below `node_modules`, so that the built packages are found by their names; each block in a folder of its own. */
const CACHE = `${root}node_modules/.cache`;

interface Options extends Omit<Start, "folder" | "file"> {
  /** Below which it is run: packages are found from there. */
  readonly home?: string;
}

/**
 * A block of the documentation, run as it stands: copied into a file beside the other named blocks of its page, and
 * started with `node`.
 */
export class ServedBlock extends ServedProgram {
  readonly folder: string;

  /** `which`: a block of that page, or the name of one. */
  constructor(
    path: string,
    which: string | CodeBlock,
    { environment, home = CACHE, ...start }: Options = {},
  ) {
    const block = typeof which === "string" ? codeBlocks(path).find(({ name }) => name === which) : which;
    if (!block) throw new Error(`${path} has no block that is named ${which}`);
    const folder = copied(path, block, home);
    super({ ...start, folder, file: fileOf(block), environment: { PORT: "0", ...environment } });
    this.folder = folder;
  }

  override [Symbol.dispose](): void {
    super[Symbol.dispose]();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** The folder into which the named blocks of a page were written, and the one to be run. */
export function copied(path: string, block: CodeBlock, home: string): string {
  mkdirSync(home, { recursive: true });
  const folder = mkdtempSync(`${home}/docs-`);
  writeFileSync(`${folder}/package.json`, '{ "type": "module" }');
  // Backwards, since a page may show a second version of what it names: the first one stays. The one to be run has
  // the last word.
  const named = codeBlocks(path).filter((one) => isScript(one) && one.name);
  for (const one of [...named.reverse(), block]) {
    const file = `${folder}/${fileOf(one)}`;
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, javaScript(one));
  }
  return folder;
}

function fileOf({ name, language }: CodeBlock): string {
  return (name ?? `block.${language}`).replace(/ts$/, "js");
}

function javaScript({ language, code }: CodeBlock): string {
  if (language !== "ts") return code;
  const { ESNext } = ts.ModuleKind;
  const compilerOptions = { module: ESNext, target: ts.ScriptTarget.ES2022, experimentalDecorators: true };
  return ts.transpileModule(code, { compilerOptions }).outputText;
}
