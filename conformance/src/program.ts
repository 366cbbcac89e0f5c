import { spawn, spawnSync } from "node:child_process";

/** A client that is a program of the system. `scripts/install-system.mjs` installs those that are missing. */
export interface Run {
  code: number | null;
  stdout: string;
}

export function isInstalled(program: string, ...args: string[]): boolean {
  const { status, stdout } = spawnSync(program, ["--version"], { encoding: "utf8" });
  return status === 0 && args.every((feature) => stdout.includes(feature));
}

/** Runs it to its end. */
export function run(program: string, args: readonly string[]): Promise<Run> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: ["ignore", "pipe", "pipe"] });
    let stdout = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      stdout += text;
    });
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, stdout }));
  });
}
