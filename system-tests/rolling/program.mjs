import { createInterface } from "node:readline";
import { spawnTracked } from "../../test-kit/spawn-tracked.mjs";

const LINE_MS = 20_000;

/** A program that runs beside us, such as a proxy, and what it prints. */
export class Program {
  lines = [];
  pid;
  /** Resolves to `{ code, signal }` when it has ended. */
  ended;
  #child;
  #hear = new Set();

  constructor(command, args, options = {}) {
    this.#child = spawnTracked(command, args, { stdio: ["ignore", "pipe", "pipe"], ...options });
    this.pid = this.#child.pid;
    this.ended = new Promise((resolve) => {
      this.#child.once("error", (error) => {
        this.#say(error.message);
        resolve({ code: -1, signal: null });
      });
      this.#child.once("close", (code, signal) => resolve({ code, signal }));
    });
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      createInterface({ input: stream }).on("line", (line) => this.#say(line));
    }
  }

  /** Resolves at the line that is the `nth` to match, of those from number `from` on: by default the next one, from now. */
  async line(pattern, { from = this.lines.length, nth = 1 } = {}) {
    let hear;
    let bound;
    try {
      await new Promise((resolve, reject) => {
        const fail = () => reject(new Error(`no line like ${pattern} in\n${this.lines.join("\n")}`));
        hear = () => this.lines.slice(from).filter((line) => pattern.test(line)).length >= nth && resolve();
        bound = setTimeout(fail, LINE_MS);
        this.#hear.add(hear);
        void this.ended.then(fail);
        hear();
      });
    } finally {
      clearTimeout(bound);
      this.#hear.delete(hear);
    }
  }

  kill(signal) {
    this.#child.kill(signal);
  }

  #say(line) {
    this.lines.push(line);
    for (const hear of this.#hear) hear();
  }
}

/** Runs a command to its end; rejects with what it printed where it fails. */
export async function run(command, args, options) {
  const program = new Program(command, args, options);
  const { code, signal } = await program.ended;
  const output = program.lines.join("\n");
  if (code !== 0) throw new Error(`${command} ${args.join(" ")}: ${signal ?? code}\n${output}`);
  return output;
}
