import { fileURLToPath } from "node:url";
import type { Runtime } from "../../conformance/src/runtimes.js";
import { run } from "../../test-kit/program.mjs";

/** What a program of `fixtures/` prints under a runtime. */
export async function linesOn(
  { command: [file = "", ...args] }: Runtime,
  fixture: string,
): Promise<string[]> {
  const path = fileURLToPath(new URL(`./fixtures/${fixture}`, import.meta.url));
  return (await run(file, [...args, path])).split("\n");
}
