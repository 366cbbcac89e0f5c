import { type ChildProcess, type SpawnOptions, spawn } from "node:child_process";
import { EventEmitter, once } from "node:events";
import { fileURLToPath } from "node:url";
import { afterEach } from "vitest";

/** A process of its own, and what it printed. */
export interface Forked {
  readonly pid: number;
  /** Everything that it wrote to stdout and stderr, by line. Of a fixture in the order in which it was written. */
  readonly lines: string[];
  /** The first line that matches, or the one that is the `nth`, now or later. Fails when the process ends without it. */
  line(pattern: RegExp, nth?: number): Promise<RegExpExecArray>;
  kill(signal: NodeJS.Signals): void;
  send(message: string): void;
  /** Settles when the process has ended and its pipes are read to their end. */
  readonly ended: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
}

const running = new Set<ChildProcess>();

/** Call it in every file that forks: what a failed test left running ends with the test. */
export function endForkedAfterEach(): void {
  afterEach(() => {
    for (const child of running) child.kill("SIGKILL");
    running.clear();
  });
}

export function fixture(name: string): string {
  return fileURLToPath(new URL(`./fixtures/${name}`, import.meta.url));
}

/** Runs a fixture under this Node. */
export function forkFixture(name: string, options: ForkOptions = {}): Forked {
  return forkFile(fixture(name), options);
}

/** Runs a file under this Node. `channel`: with an IPC channel, as a process manager does. */
export function forkFile(
  file: string,
  { args = [], nodeArgs = [], channel = false, ...options }: ForkOptions = {},
): Forked {
  const stdio = channel
    ? (["ignore", "pipe", "pipe", "ipc"] as const)
    : (["ignore", "pipe", "pipe"] as const);
  // Both of its outputs through one pipe: between two there is no order.
  const joined = ["-c", 'exec "$@" 2>&1', "sh", process.execPath, ...nodeArgs, file, ...args];
  return run("/bin/sh", joined, { ...options, stdio: [...stdio] });
}

interface ForkOptions {
  args?: string[];
  nodeArgs?: string[];
  channel?: boolean;
  /** As the leader of a process group of its own. */
  detached?: boolean;
  env?: NodeJS.ProcessEnv;
}

export function run(command: string, args: string[], { env, ...options }: SpawnOptions = {}): Forked {
  const child = spawn(command, args, { stdio: ["ignore", "pipe", "pipe"], ...options, env: bareEnv(env) });
  running.add(child);
  const lines: string[] = [];
  const told = new EventEmitter();
  for (const stream of [child.stdout, child.stderr]) {
    let rest = "";
    stream?.setEncoding("utf8").on("data", (text: string) => {
      const whole = (rest + text).split("\n");
      rest = whole.pop() ?? "";
      lines.push(...whole);
      told.emit("lines");
    });
  }
  const ended = once(child, "close").then(([code, signal]) => {
    running.delete(child);
    told.emit("lines");
    return { code, signal };
  });
  return {
    pid: child.pid ?? 0,
    lines,
    async line(pattern, nth = 1) {
      for (let from = 0, count = 0; ; ) {
        for (; from < lines.length; from++) {
          const found = pattern.exec(lines[from] as string);
          if (found && ++count === nth) return found;
        }
        if (!running.has(child)) throw new Error(`It ended without ${pattern}:\n${lines.join("\n")}`);
        await once(told, "lines");
      }
    },
    kill: (signal) => void child.kill(signal),
    send: (message) => void child.send(message),
    ended,
  };
}

/** Nothing that shows a platform or a process manager, whatever the tests themselves run under. */
function bareEnv(extra: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
  const { PATH, HOME } = process.env;
  return { PATH, HOME, ...extra };
}
