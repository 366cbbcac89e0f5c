import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { Condition } from "../../conformance/src/condition.js";

const TELL_PORT = new URL("./fixtures/tell-port.mjs", import.meta.url).href;
const LISTENING = /^listening on (\d+)$/;

export interface Exit {
  code: number | null;
  signal: NodeJS.Signals | null;
}

export interface Start {
  folder: string;
  file: string;
  /** The whole environment but `PATH`: what the machine that runs the tests has in its own would change the budget. */
  environment?: Readonly<Record<string, string | undefined>>;
  /** More modules that are loaded before it, as file URLs. */
  preload?: readonly string[];
}

/** A program of the documentation in a process of its own, driven by its port, its signals and its exit. */
export class ServedProgram implements Disposable {
  /** Line by line, stdout and stderr together, without those that tell the port. */
  readonly lines: string[] = [];
  /** When everything that it printed was read. */
  readonly exited: Promise<Exit>;
  readonly #process: ChildProcess;
  readonly #changed = new Condition();
  #port: number | undefined;
  #exit: Exit | undefined;

  constructor({ folder, file, environment = {}, preload = [] }: Start) {
    const imports = [TELL_PORT, ...preload].flatMap((url) => ["--import", url]);
    this.#process = spawn(process.execPath, [...imports, "--dns-result-order=ipv4first", file], {
      cwd: folder,
      env: { PATH: process.env.PATH, ...environment },
      stdio: ["ignore", "pipe", "pipe"],
    });
    for (const stream of [this.#process.stdout, this.#process.stderr]) {
      if (stream) createInterface({ input: stream }).on("line", (line) => this.#hear(line));
    }
    this.exited = new Promise((resolve) => {
      this.#process.once("close", (code, signal) => {
        this.#exit = { code, signal };
        resolve(this.#exit);
        this.#changed.changed();
      });
    });
  }

  /** Where it listens: the first port that it got. */
  get port(): Promise<number> {
    return this.#until("a port", () => this.#port);
  }

  /** The first line that matches, past or to come; rejects where the process ends without one. */
  line(pattern: RegExp): Promise<string> {
    return this.#until(`a line like ${pattern}`, () => this.lines.find((line) => pattern.test(line)));
  }

  signal(signal: NodeJS.Signals): void {
    this.#process.kill(signal);
  }

  [Symbol.dispose](): void {
    this.#process.kill("SIGKILL");
  }

  #until<T>(what: string, look: () => T | undefined): Promise<T> {
    const probe = () => {
      const found = look();
      if (found === undefined && this.#exit) throw new Error("it has ended");
      return found;
    };
    return this.#changed.until(what, probe, () => this.lines.join("\n"));
  }

  #hear(line: string): void {
    const port = LISTENING.exec(line)?.[1];
    if (port === undefined) this.lines.push(line);
    else this.#port ??= Number(port);
    this.#changed.changed();
  }
}
