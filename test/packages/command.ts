import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { runToEnd } from "../../test-kit/run-to-end.mjs";
import { manifestOf, ROOT } from "./published.js";

/** The program of an installed package, to be run by this Node: what `.bin` has differs from system to system. */
export function programOf(name: string, program = name): string {
  const { bin } = manifestOf(`node_modules/${name}`) as unknown as { bin: string | Record<string, string> };
  const path = typeof bin === "string" ? bin : bin[program];
  if (!path) throw new Error(`${name} has no program ${program}`);
  return join(ROOT, "node_modules", name, path);
}

/** npm's own program: the one that runs these tests where one does, else the one that came with this Node. */
export function npm(): string {
  const around = process.env.npm_execpath;
  const folders = [
    ...(around ? [dirname(around)] : []),
    join(dirname(process.execPath), "../lib/node_modules/npm/bin"),
    join(dirname(process.execPath), "node_modules/npm/bin"),
  ];
  const program = folders.map((folder) => join(folder, "npm-cli.js")).find(existsSync);
  if (!program) throw new Error(`No npm in ${folders.join(", ")}`);
  return program;
}

/** Runs a program of Node and says how it ended. Tests that run here keep their own npm settings to themselves. */
export function runNode(args: string[], cwd: string, env: NodeJS.ProcessEnv = {}) {
  const inherited = Object.entries(process.env).filter(
    ([name]) => !/^npm_|^TEST_REPORT$|^NODE_ENV$/i.test(name),
  );
  return runToEnd(process.execPath, args, { cwd, env: { ...Object.fromEntries(inherited), ...env } });
}

/** The same, for what has to end well. Resolves with what it printed. */
export async function mustRun(args: string[], cwd: string, env?: NodeJS.ProcessEnv): Promise<string> {
  const { status, stdout, stderr } = await runNode(args, cwd, env);
  if (status !== 0) throw new Error(`${args.join(" ")} ended with ${status}:\n${stdout}${stderr}`);
  return stdout;
}
