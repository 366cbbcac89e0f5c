import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { connect } from "node:net";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { Condition } from "../../conformance/src/condition.js";

/** Prints `listening on` and the port of each server; for `--import`. */
export const TELL_PORT = new URL("./fixtures/tell-port.mjs", import.meta.url).href;
const LISTENING = /^listening on (\d+)$/;

/** Between two looks at a listener: one that is never left alone is kept open for those who wait in it. */
const LOOK_MS = 10;

export interface Exit {
  code: number | null;
  signal: NodeJS.Signals | null;
}

export interface Start {
  folder: string;
  file: string;
  args?: readonly string[];
  /** The whole environment but `PATH`: what the machine that runs the tests has in its own would change the budget. */
  environment?: Readonly<Record<string, string | undefined>>;
  /** More modules that are loaded before it, as file URLs. */
  preload?: readonly string[];
  /** Of Node, or a program of its that runs the file. */
  nodeArgs?: readonly string[];
  /** A command that starts what stands behind it, as `systemd-socket-activate` does. */
  launcher?: readonly string[];
}

/** A program of the documentation in a process of its own, driven by its port, its signals and its exit. */
export class ServedProgram implements Disposable {
  /** Line by line, stdout and stderr together, without those that tell the port. */
  readonly lines: string[] = [];
  /** When everything that it printed was read. */
  readonly exited: Promise<Exit>;
  readonly #process: ChildProcess;
  readonly #changed = new Condition();
  readonly #ports: number[] = [];
  #exit: Exit | undefined;

  constructor({
    folder,
    file,
    args: given = [],
    environment = {},
    preload = [],
    nodeArgs = [],
    launcher = [],
  }: Start) {
    const imports = [TELL_PORT, ...preload].flatMap((url) => ["--import", url]);
    const node = [process.execPath, ...imports, "--dns-result-order=ipv4first", ...nodeArgs, file, ...given];
    const [command = "", ...args] = [...launcher, ...node];
    this.#process = spawn(command, args, {
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
    return this.nthPort(1);
  }

  nthPort(n: number): Promise<number> {
    return this.#until(`port ${n}`, () => this.#ports[n - 1]);
  }

  /** The first line that matches, past or to come; rejects where the process ends without one. */
  line(pattern: RegExp): Promise<string> {
    return this.nthLine(pattern, 1);
  }

  nthLine(pattern: RegExp, n: number): Promise<string> {
    return this.#until(
      `line ${n} like ${pattern}`,
      () => this.lines.filter((line) => pattern.test(line))[n - 1],
    );
  }

  /** Resolves when it takes no new connection any more: from then on its answers say `Connection: close`. */
  async refuses(port: number): Promise<void> {
    while (await accepts(port)) await sleep(LOOK_MS);
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
    else this.#ports.push(Number(port));
    this.#changed.changed();
  }
}

async function accepts(port: number): Promise<boolean> {
  const socket = connect(port, "127.0.0.1");
  try {
    await once(socket, "connect");
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
