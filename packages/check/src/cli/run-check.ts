import { existsSync, mkdirSync, mkdtempSync, rmdirSync, statSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { check } from "../check.js";
import { UsageError } from "../errors.js";
import { createLiveView } from "../reporters/live-view.js";
import { REPORTERS } from "../reporters/reporters.js";
import { ttyText } from "../reporters/tty.js";
import type { Request } from "./arguments.js";

/** Runs the checks, shows their progress, and writes the reports. */
export async function runCheck({
  command,
  options,
  reporters,
  out,
}: Extract<Request, { kind: "check" }>): Promise<number> {
  if (out !== undefined) makeFolder(out);
  const toOutput = reporters.filter((name) => REPORTERS[name].file !== undefined && out === undefined);
  // If a report goes to stdout, everything for people goes to stderr.
  const screen = toOutput.length > 0 ? process.stderr : process.stdout;
  const live = createLiveView(screen, reporters.includes("tty"));
  const report = await check(command, { ...options, onProgress: live.show }).finally(() => live.end());
  for (const name of reporters) {
    const { file, text } = REPORTERS[name];
    if (file === undefined) screen.write(name === "tty" ? ttyText(report, live.screen) : text(report));
    else if (out === undefined) process.stdout.write(text(report));
    else writeReport(join(out, file), text(report));
  }
  return report.exitCode;
}

function writeReport(file: string, text: string): void {
  try {
    writeFileSync(file, text);
  } catch (error) {
    throw new UsageError(`The report \`${file}\` cannot be written: ${reasonOf(error)}`);
  }
}

/** Makes sure that the reports can be written, before minutes are spent on them. */
function makeFolder(out: string): void {
  if (out === "") throw new UsageError("Expected `--out` to be a folder, got nothing");
  try {
    makeFolders(resolve(out));
  } catch (error) {
    // Another process may have made it at the same time.
    if (!existsSync(out))
      throw new UsageError(`The folder \`${out}\` of --out cannot be made: ${reasonOf(error)}`);
  }
  if (!statSync(out).isDirectory()) throw new UsageError(`\`${out}\` of --out is a file: give a folder`);
  try {
    rmdirSync(mkdtempSync(join(out, "graceful-check-")));
  } catch (error) {
    throw new UsageError(`Nothing can be written into the folder \`${out}\` of --out: ${reasonOf(error)}`);
  }
}

/** One after the other: below /proc, `mkdirSync` with `recursive` never returns. */
function makeFolders(folder: string): void {
  if (existsSync(folder)) return;
  makeFolders(dirname(folder));
  mkdirSync(folder);
}

/** `EACCES: permission denied`, without the name of the call and its path. */
const reasonOf = (error: unknown) => (error as Error).message.split(", ")[0];
