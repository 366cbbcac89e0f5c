import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

const CLI = fileURLToPath(new URL("../dist/cli.js", import.meta.url));

export const fixture = (name: string) => fileURLToPath(new URL(`./fixtures/${name}`, import.meta.url));

export interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Starts the built command. */
export function start(
  args: readonly string[],
  env: Record<string, string> = {},
): { child: ChildProcess; ran: Promise<Ran> } {
  const child = spawn(process.execPath, [CLI, ...args], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, ...env },
  });
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
  });
  return {
    child,
    ran: once(child, "close").then(([code]) => ({ code: code as number | null, stdout, stderr })),
  };
}

export const run = (...args: string[]): Promise<Ran> => start(args).ran;

/** What the command says of an error, without its name. */
export const said = ({ stderr }: Ran) => stderr.trim().replace(/^graceful-check: /, "");
