import type { spawnSync } from "node:child_process";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import { requireBuiltin } from "../support/require-builtin.js";

const FILE = String.raw`(?:file:|/|[A-Z]:\\).*?:\d+`;
/** Node puts the place of an error above its stack if the code did not run. */
const ABOVE_THE_STACK = new RegExp(`^(${FILE})$`);
/** Not an async frame: that one is where the file was imported. */
const FIRST_FRAME = new RegExp(`^ +at (?!async )(?:.*\\()?(${FILE}(?::\\d+)?)\\)?$`, "m");

const CHECK_MS = 5_000;

/** Where the code is that made the import of `url` fail, if Node says it: `at` with a file and a line. */
export function placeOfFailure({ name, stack = "" }: Error, url: string): string | undefined {
  const [firstLine = ""] = stack.split("\n", 1);
  const told = ABOVE_THE_STACK.exec(firstLine) ?? FIRST_FRAME.exec(stack);
  if (told) return `at ${told[1]}`;
  return name === "SyntaxError" ? placeOfSyntaxError(url) : undefined;
}

/**
 * Of an ES module that cannot be parsed Node tells the line only when the error ends a process, so one is started that
 * checks the file and does not run it. Not where Node is part of another program, which that would start again.
 */
function placeOfSyntaxError(url: string): string | undefined {
  if (!/^node(\.exe)?$/.test(basename(process.execPath))) return undefined;
  const { spawnSync: run } = requireBuiltin<{ spawnSync: typeof spawnSync }>("node:child_process");
  const { status, stderr } = run(process.execPath, ["--check", fileURLToPath(url)], {
    encoding: "utf8",
    env: { ...process.env, NODE_OPTIONS: "" },
    timeout: CHECK_MS,
  });
  if (status === 0) return "in a file that it imports";
  const [firstLine = ""] = stderr.split("\n", 1);
  return ABOVE_THE_STACK.test(firstLine) ? `at ${firstLine}` : undefined;
}
