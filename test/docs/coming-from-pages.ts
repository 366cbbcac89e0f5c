import { readdirSync } from "node:fs";
import { codeBlocks } from "./code-blocks.js";
import { root } from "./markdown-files.js";
import { ServedBlock } from "./served-block.js";
import type { Start } from "./served-program.js";

export const FOLDER = "docs/coming-from";

const ENVIRONMENT = { NODE_ENV: "production", PROBES: "0" };

/** The names of the pages, without their ending. */
export const pages = readdirSync(root + FOLDER)
  .filter((name) => name !== "README.md")
  .map((name) => name.replace(".md", ""));

/** The program of that page, started. `which`: its file, without the ending. */
export function startProgram(
  page: string,
  which: string,
  { environment, ...start }: Pick<Start, "environment" | "launcher" | "preload"> = {},
): ServedBlock {
  const path = `${FOLDER}/${page}.md`;
  const name = codeBlocks(path).find((block) => block.name?.startsWith(`${which}.`))?.name ?? which;
  return new ServedBlock(path, name, { environment: { ...ENVIRONMENT, ...environment }, ...start });
}
