import { spawnSync } from "node:child_process";

/** Whether a program of the system is installed. `scripts/install-system.mjs` installs missing ones. */
export function isInstalled(program: string, ...args: string[]): boolean {
  const { status, stdout } = spawnSync(program, ["--version"], { encoding: "utf8" });
  return status === 0 && args.every((feature) => stdout.includes(feature));
}
