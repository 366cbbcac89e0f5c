import { spawnSync } from "node:child_process";

/**
 * Whether a client that is a program of the system is there. `scripts/install-system.mjs` installs those that are
 * missing.
 */
export function isInstalled(program: string, ...args: string[]): boolean {
  const { status, stdout } = spawnSync(program, ["--version"], { encoding: "utf8" });
  return status === 0 && args.every((feature) => stdout.includes(feature));
}
