import { fileURLToPath } from "node:url";
import { afterEach } from "vitest";
import { Program, type ProgramOptions } from "../../../test-kit/program.mjs";

const forked = new Set<Program>();

/** Call it in every file that forks: what a failed test left running ends with the test. */
export function endForkedAfterEach(): void {
  afterEach(() => {
    for (const program of forked) program.kill();
    forked.clear();
  });
}

export function fixture(name: string): string {
  return fileURLToPath(new URL(`./fixtures/${name}`, import.meta.url));
}

/** Runs a fixture under this Node. */
export function forkFixture(name: string, options: ForkOptions = {}): Program {
  return forkFile(fixture(name), options);
}

/** Runs a file under this Node. `channel`: with an IPC channel, as a process manager does. */
export function forkFile(
  file: string,
  { args = [], nodeArgs = [], channel = false, ...options }: ForkOptions = {},
): Program {
  // Both of its outputs through one pipe: between two there is no order.
  const joined = ["-c", 'exec "$@" 2>&1', "sh", process.execPath, ...nodeArgs, file, ...args];
  return run("/bin/sh", joined, {
    ...options,
    stdio: ["ignore", "pipe", "pipe", ...(channel ? (["ipc"] as const) : [])],
  });
}

interface ForkOptions extends Pick<ProgramOptions, "env" | "boundMs"> {
  args?: string[];
  nodeArgs?: string[];
  channel?: boolean;
  /** As the leader of a process group of its own. */
  detached?: boolean;
}

/** Its environment shows no platform and no process manager, whatever the tests themselves run under. */
export function run(command: string, args: string[], { env, ...options }: ProgramOptions = {}): Program {
  const { PATH, HOME } = process.env;
  const program = new Program(command, args, { ...options, env: { PATH, HOME, ...env } });
  forked.add(program);
  void program.ended.then(() => forked.delete(program));
  return program;
}
