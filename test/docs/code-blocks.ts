import { readFileSync } from "node:fs";
import { root } from "./markdown-files.js";

/** A fenced block of a Markdown file, or a hidden file for the blocks beside it. */
export interface CodeBlock {
  /** Of the Markdown file, from `root`. */
  readonly path: string;
  /** The line of the Markdown file on which the code begins, counted from 1. */
  readonly line: number;
  /** `js`, or empty. */
  readonly language: string;
  /** What stands behind the language: `untyped`. */
  readonly remark: string;
  /** `server.js`, where the first line is a comment with a file's name. */
  readonly name: string | undefined;
  readonly code: string;
}

/**
 * What a block of the language `diff` makes of a program: the language of that stands behind it, ```` ```diff js ````.
 */
function patched(diff: string): string {
  const kept = diff.split("\n").filter((line) => !line.startsWith("-"));
  return kept.map((line) => line.slice(1)).join("\n");
}

/** A fence, or `<!-- file: resources.ts` up to `-->`, whose content only the tests see. */
const BLOCK = /^( *)```(\S*) *(.*)\n([\s\S]*?)^ *```$|^<!-- file: (\S+)\n([\s\S]*?)^-->$/gm;
const NAME = /^(?:\/\/|#) (\S+\.\w+)$/m;

export function codeBlocks(path: string): CodeBlock[] {
  const text = readFileSync(root + path, "utf8");
  return [...text.matchAll(BLOCK)].map((match) => {
    const [, , language = "", remark = "", fenced = "", hidden, hiddenCode = ""] = match;
    const line = text.slice(0, match.index).split("\n").length + 1;
    const isDiff = language === "diff" && remark !== "";
    const code = hidden ? hiddenCode : isDiff ? patched(fenced) : fenced;
    const [first = ""] = code.split("\n", 1);
    const name = hidden ?? NAME.exec(first.trim())?.[1];
    const written = isDiff ? { language: remark.trim(), remark: "" } : { language, remark: remark.trim() };
    return { path, line, ...written, ...(hidden && { language: hidden.split(".").pop() }), name, code };
  });
}
