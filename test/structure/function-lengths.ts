import ts from "typescript";
import type { SourceFile } from "./source-files.js";

export interface FunctionLength {
  /** `graceful.ts: graceful` */
  readonly name: string;
  readonly lines: number;
}

/** Every function and method of a file that has a body, with those within it. */
export function functionLengths({ path, text }: SourceFile): FunctionLength[] {
  const found: FunctionLength[] = [];
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const lineOf = (position: number) => source.getLineAndCharacterOfPosition(position).line;
  const visit = (node: ts.Node): void => {
    if (ts.isFunctionLike(node) && "body" in node && node.body) {
      const lines = lineOf(node.end) - lineOf(node.getStart(source)) + 1;
      found.push({ name: `${path}: ${node.name?.getText(source) ?? "a function without a name"}`, lines });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}
