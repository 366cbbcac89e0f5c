import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
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
  makeFolder(out);
  const toOutput = reporters.filter((name) => REPORTERS[name].file !== undefined && out === undefined);
  // If a report goes to stdout, everything for people goes to stderr.
  const screen = toOutput.length > 0 ? process.stderr : process.stdout;
  const live = createLiveView(screen, reporters.includes("tty"));
  const report = await check(command, { ...options, onProgress: live.show }).finally(() => live.end());
  for (const name of reporters) {
    const { file, text } = REPORTERS[name];
    if (file === undefined) screen.write(name === "tty" ? ttyText(report, live.screen) : text(report));
    else if (out === undefined) process.stdout.write(text(report));
    else writeFileSync(join(out, file), text(report));
  }
  return report.exitCode;
}

function makeFolder(out: string | undefined): void {
  if (out === undefined) return;
  try {
    mkdirSync(out, { recursive: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST")
      throw new UsageError(`\`${out}\` of --out is a file: give a folder`);
    throw new UsageError(`The folder \`${out}\` of --out cannot be made: ${(error as Error).message}`);
  }
}
