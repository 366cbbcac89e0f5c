import ts from "typescript";
import type { CodeBlock } from "./code-blocks.js";
import { root } from "./markdown-files.js";

/** What is compiled here. `cts` is by the transcript of its page, in the project that it is a file of. */
const EXTENSIONS: Readonly<Record<string, string>> = {
  ts: "ts",
  typescript: "ts",
  js: "js",
  javascript: "js",
  mjs: "mjs",
  cjs: "cjs",
};

export function isScript({ language }: CodeBlock): boolean {
  return Object.hasOwn(EXTENSIONS, language);
}

/**
 * TypeScript's complaints about what has no types: a parameter (7006), a package (7016), the globals of a test runner
 * (2593); or those of another kind of module, so that what can be called is said not to be (2349).
 */
const HAS_NO_TYPE = [7006, 7016, 2593, 2349];

/**
 * Compiles every block in one program and says what is wrong, each with its place in the Markdown file. Nothing is
 * written to disk.
 *
 * The blocks of one document that name their file stand in one folder and may import one another. Where a name comes a
 * second time, the second one stands in a folder of its own, beside what the first one stood beside. Their packages
 * are found as by files in the folder `below`.
 */
export function compileBlocks(blocks: readonly CodeBlock[], below = `${root}test/docs/`): string[] {
  const files = new Map<string, CodeBlock>();
  const packages = new Map<string, string>();
  for (const [path, own] of grouped(blocks, ({ path }) => path)) {
    // Below the root, so that packages are found as they are by any file of the repository.
    const home = `${below}.blocks/${path.replaceAll("/", "_")}`;
    packages.set(`${home}/package.json`, '{ "type": "module" }');
    for (const [place, block] of placed(own)) files.set(`${home}/${place}`, block);
  }

  const options: ts.CompilerOptions = {
    ...baseOptions(),
    allowJs: true,
    experimentalDecorators: true,
    checkJs: true,
    paths: {
      "@x/graceful-core/adapter": [`${root}packages/core/src/adapter.ts`],
      "@x/graceful-*": [`${root}packages/*/src/index.ts`],
    },
  };
  const host = ts.createCompilerHost(options);
  const textOf = (name: string) => packages.get(name) ?? files.get(name)?.code;
  const { fileExists, readFile, getSourceFile, directoryExists } = host;
  host.fileExists = (name) => textOf(name) !== undefined || fileExists(name);
  host.readFile = (name) => textOf(name) ?? readFile(name);
  host.directoryExists = (name) => name.startsWith(`${below}.blocks`) || (directoryExists?.(name) ?? true);
  host.getSourceFile = (name, version, ...rest) => {
    const code = files.get(name)?.code;
    return code === undefined
      ? getSourceFile(name, version, ...rest)
      : ts.createSourceFile(name, code, version);
  };

  const program = ts.createProgram([...files.keys()], options, host);
  return [...files].flatMap(([name, block]) => {
    const file = program.getSourceFile(name);
    if (!file) return [`${block.path}:${block.line} was not compiled`];
    const all = [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)];
    const wrong = all.filter(({ code }) => block.remark !== "untyped" || !HAS_NO_TYPE.includes(code));
    return wrong.map(({ start = 0, messageText }) => {
      const line = block.line + file.getLineAndCharacterOfPosition(start).line;
      return `${block.path}:${line} ${ts.flattenDiagnosticMessageText(messageText, " ")}`;
    });
  });
}

function* placed(blocks: readonly CodeBlock[]): Generator<[string, CodeBlock]> {
  const named = grouped(blocks, ({ name }) => name);
  const nameless = named.get(undefined) ?? [];
  named.delete(undefined);
  for (const [i, block] of nameless.entries()) yield [`0/block-${i}.${EXTENSIONS[block.language]}`, block];
  const folders = Math.max(0, ...[...named.values()].map(({ length }) => length));
  for (let i = 0; i < folders; i++) {
    for (const [name, [first, ...later]] of named) {
      const block = i === 0 ? first : (later[i - 1] ?? first);
      if (block) yield [`${i}/${name}`, block];
    }
  }
}

function grouped<K, V>(values: readonly V[], keyOf: (value: V) => K): Map<K, V[]> {
  const groups = new Map<K, V[]>();
  for (const value of values) groups.set(keyOf(value), [...(groups.get(keyOf(value)) ?? []), value]);
  return groups;
}

function baseOptions(): ts.CompilerOptions {
  const { config } = ts.readConfigFile(`${root}tsconfig.base.json`, ts.sys.readFile);
  return ts.convertCompilerOptionsFromJson(config.compilerOptions, root).options;
}
