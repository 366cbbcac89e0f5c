import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { connect, type Socket } from "node:net";
import ts from "typescript";
import { type CodeBlock, codeBlocks } from "./code-blocks.js";
import { isScript } from "./compile-blocks.js";
import { root } from "./markdown-files.js";
import { ServedProgram, type Start } from "./served-program.js";

/** Below `node_modules`, so that the built packages are found by their names; each block in a folder of its own. */
const CACHE = `${root}node_modules/.cache`;

/**
 * A block of the documentation, run as it stands: copied into a file beside the other named blocks of its page, and started
 * with `node`.
 */
export class ServedBlock extends ServedProgram {
  readonly folder: string;
  private readonly sockets: Socket[] = [];

  /** `which`: a block of that page, or the name of one. */
  constructor(
    path: string,
    which: string | CodeBlock,
    { environment, ...start }: Omit<Start, "folder" | "file"> = {},
  ) {
    const block = typeof which === "string" ? codeBlocks(path).find(({ name }) => name === which) : which;
    if (!block) throw new Error(`${path} has no block that is named ${which}`);
    const folder = copied(path, block);
    super({ ...start, folder, file: fileOf(block), environment: { PORT: "0", ...environment } });
    this.folder = folder;
  }

  /** A connection on which `text` was sent. */
  async send(
    text: string,
  ): Promise<{ socket: Socket; whole: Promise<string>; has(part: string): Promise<void> }> {
    const socket = connect({ port: await this.port, host: "127.0.0.1" });
    this.sockets.push(socket);
    let received = "";
    let grew = () => {};
    socket.setEncoding("utf8").on("data", (chunk: string) => {
      received += chunk;
      grew();
    });
    const whole = new Promise<string>((resolve, reject) => {
      socket.once("end", () => resolve(received));
      socket.once("error", reject);
    });
    socket.write(text);
    const has = async (part: string) => {
      while (!received.includes(part)) {
        await new Promise<void>((resolve) => {
          grew = resolve;
        });
      }
    };
    return { socket, whole, has };
  }

  override [Symbol.dispose](): void {
    for (const socket of this.sockets) socket.destroy();
    super[Symbol.dispose]();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** The folder into which the named blocks of a page were written, and the one to be run. */
function copied(path: string, block: CodeBlock): string {
  mkdirSync(CACHE, { recursive: true });
  const folder = mkdtempSync(`${CACHE}/docs-`);
  writeFileSync(`${folder}/package.json`, '{ "type": "module" }');
  // Backwards, since a page may show a second version of what it names: the first one stays. The one to be run has the last word.
  const named = codeBlocks(path).filter((one) => isScript(one) && one.name);
  for (const one of [...named.reverse(), block]) writeFileSync(`${folder}/${fileOf(one)}`, javaScript(one));
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
