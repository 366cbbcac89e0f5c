import { BOUND_MS, bounded, Condition } from "./condition.mjs";
import { spawnTracked } from "./spawn-tracked.mjs";

/** On a busy machine a process may take seconds to load its framework. */
export const PROGRAM_BOUND_MS = 2 * BOUND_MS;

/**
 * How a process ended. A program that could not be started has the code -1.
 * @typedef {{ code: number | null, signal: NodeJS.Signals | null }} Exit
 */
/**
 * @typedef {import("node:child_process").SpawnOptions & { boundMs?: number }} ProgramOptions `boundMs`: of its waits.
 */

/**
 * A program in a process of its own, and its output. It does not outlive this process. By default it has no stdin and
 * no IPC channel, which could keep it alive.
 */
export class Program {
  /**
   * Its output, line by line, stdout and stderr.
   * @type {string[]}
   */
  lines = [];
  /**
   * The time of its exit, of `performance.now()`.
   * @type {number | undefined}
   */
  exitedAt;
  /**
   * Resolves when it has ended and its output was read. Never rejects.
   * @type {Promise<Exit>}
   */
  ended;
  #child;
  #boundMs;
  #heard = new Condition();
  #isOver = false;

  /**
   * @param {string} command
   * @param {readonly string[]} args
   * @param {ProgramOptions} [options]
   */
  constructor(command, args, { boundMs = PROGRAM_BOUND_MS, ...options } = {}) {
    const child = spawnTracked(command, args, { stdio: ["ignore", "pipe", "pipe"], ...options });
    this.#child = child;
    this.#boundMs = boundMs;
    for (const stream of [child.stdout, child.stderr]) this.#read(stream);
    // The pipe to a process fails when the process ends.
    child.stdin?.on("error", () => {});
    child.once("exit", () => {
      this.exitedAt = performance.now();
    });
    this.ended = new Promise((resolve) => {
      const over = (/** @type {Exit} */ exit) => {
        this.#isOver = true;
        resolve(exit);
        this.#heard.changed();
      };
      child.once("error", (error) => {
        this.#say(error.message);
        over({ code: -1, signal: null });
      });
      child.once("close", (code, signal) => over({ code, signal }));
    });
  }

  get pid() {
    return this.#child.pid ?? 0;
  }

  /** Its whole output. */
  get output() {
    return this.lines.join("\n");
  }

  /** Its file descriptors, as `spawn` has them. */
  get stdio() {
    return this.#child.stdio;
  }

  /**
   * The first line that matches, or the one that is the `nth`, of those from number `from` on, now or later. Rejects
   * when the process ends without it, or at the bound.
   * @param {RegExp} pattern
   */
  line(pattern, nth = 1, from = 0) {
    return this.until(`a line like ${pattern}`, () => {
      const found = this.lines.slice(from).flatMap((line) => {
        const match = pattern.exec(line);
        return match ? [match] : [];
      });
      return found[nth - 1];
    });
  }

  /** Like `ended`, with a bound. */
  over() {
    return bounded("the process to end", this.ended, () => `it printed:\n${this.output}`, this.#boundMs);
  }

  /**
   * Sends a signal, by default SIGKILL.
   * @param {NodeJS.Signals} signal
   */
  kill(signal = "SIGKILL") {
    this.#child.kill(signal);
  }

  /**
   * Over its IPC channel.
   * @param {import("node:child_process").Serializable} message
   */
  send(message) {
    this.#child.send(message);
  }

  /**
   * To its stdin.
   * @param {string} text
   */
  write(text) {
    this.#child.stdin?.write(text);
  }

  /**
   * Waits for something that depends on its lines.
   * @template T
   * @param {string} what
   * @param {() => T | undefined | false} look
   */
  until(what, look) {
    const probe = () => {
      const found = look();
      if (!found && this.#isOver) throw new Error("it has ended");
      return found;
    };
    return this.#heard.until(what, probe, () => `it printed:\n${this.output}`, this.#boundMs);
  }

  /**
   * Called with each line of its output.
   * @protected
   * @param {string} line
   */
  hear(line) {
    this.lines.push(line);
  }

  /** @param {import("node:stream").Readable | null} stream */
  #read(stream) {
    let rest = "";
    stream?.setEncoding("utf8").on("data", (/** @type {string} */ text) => {
      const whole = (rest + text).split("\n");
      rest = whole.pop() ?? "";
      for (const line of whole) this.#say(line);
    });
    stream?.on("end", () => rest !== "" && this.#say(rest));
  }

  /** @param {string} line */
  #say(line) {
    this.hear(line);
    this.#heard.changed();
  }
}

/**
 * Runs a command to its end, without a bound. Rejects with its output if it fails.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {ProgramOptions} [options]
 */
export async function run(command, args, options) {
  const program = new Program(command, args, options);
  const { code, signal } = await program.ended;
  if (code !== 0) throw new Error(`${command} ${args.join(" ")}: ${signal ?? code}\n${program.output}`);
  return program.output;
}
