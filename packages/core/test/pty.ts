import { EventEmitter, once } from "node:events";
import { spawnTracked } from "../../../test-kit/spawn-tracked.mjs";
import { fixture } from "./forked.js";
import { Screen } from "./screen.js";

/** A program in a terminal of its own, and what it shows. */
export interface Pty extends AsyncDisposable {
  readonly screen: Screen;
  /** All that it was ever told to show. */
  readonly output: string;
  /** Resolves as soon as the screen shows it. */
  shows(pattern: RegExp): Promise<string>;
  /** Resolves when `pattern` was printed once more. */
  prints(pattern: RegExp): Promise<void>;
  type(keys: string): void;
  readonly ended: Promise<{ code: number | null }>;
}

interface PtyOptions {
  env?: NodeJS.ProcessEnv;
  columns?: number;
  /** Shell redirections behind the command. */
  redirect?: string;
}

export const CTRL_C = "\u0003";

/** Runs the fixture `terminal.mjs` in a terminal, and resolves when it listens. */
export async function inTerminal({ args = [], ...options }: PtyOptions & { args?: string[] } = {}) {
  const pty = openPty([process.execPath, fixture("terminal.mjs"), ...args], options);
  const pid = Number((await pty.shows(/^pid \d+/)).slice(4));
  return Object.assign(pty, { pid, kill: (signal: NodeJS.Signals) => void process.kill(pid, signal) });
}

/** Runs a command in a terminal. */
export function openPty(
  command: readonly string[],
  { env, columns = 120, redirect = "" }: PtyOptions = {},
): Pty {
  const words = command.map((word) => `'${word}'`).join(" ");
  const { PATH, HOME } = process.env;
  // By `exec`: a shell between the two would get Ctrl+C as well, and end with the code of that.
  const script = `stty cols ${columns}; exec ${words} ${redirect}`;
  const child = spawnTracked("script", ["-qec", script, "/dev/null"], {
    stdio: ["pipe", "pipe", "inherit"],
    env: { PATH, HOME, TERM: "xterm", ...env },
  });
  const screen = new Screen();
  const told = new EventEmitter();
  let output = "";
  child.stdout?.setEncoding("utf8").on("data", (text: string) => {
    output += text;
    screen.write(text);
    told.emit("output");
  });
  let isOver = false;
  const ended = once(child, "close").then(([code]) => {
    isOver = true;
    told.emit("output");
    return { code };
  });
  const until = async <T>(look: () => T | undefined | false | null): Promise<T> => {
    for (;;) {
      const found = look();
      if (found) return found;
      if (isOver) throw new Error(`It ended without. The screen:\n${screen.text.join("\n")}`);
      await once(told, "output");
    }
  };
  const shows = (pattern: RegExp) => until(() => screen.text.find((row) => pattern.test(row)));
  return {
    screen,
    get output() {
      return output;
    },
    shows,
    async prints(pattern) {
      const from = output.length;
      await until(() => pattern.test(output.slice(from)));
    },
    type: (keys) => void child.stdin?.write(keys),
    ended,
    async [Symbol.asyncDispose]() {
      child.kill("SIGKILL");
      await ended;
    },
  };
}
