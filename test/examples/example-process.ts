import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import type { ShutdownReport } from "@x/graceful-core";
import { bounded, Condition } from "../../test-kit/condition.mjs";

const HAND_OVER_REPORT = new URL("fixtures/hand-over-report.mjs", import.meta.url).href;
const LISTENING = /listening (?:on|at) http:\/\/127\.0\.0\.1:(\d+)/;

export interface Exit {
  code: number | null;
  signal: NodeJS.Signals | null;
}

/** The program of an example, as `npm run build` leaves it. */
export function builtExample(name: string): string {
  return fileURLToPath(new URL(`../../examples/${name}/dist/server.js`, import.meta.url));
}

/** An example as it runs in production: in a process of its own, driven by its port, its signals and its exit. */
export class ExampleProcess {
  /** What it printed, stdout and stderr. */
  readonly lines: string[] = [];
  readonly #child: ChildProcess;
  readonly #printed = new Condition();
  readonly #report: Promise<string>;
  readonly #exit: Promise<Exit>;

  /** `env` and nothing else: no platform that these tests run on may change the split of the budget. */
  constructor(program: string, env: Record<string, string> = {}) {
    this.#child = spawn(process.execPath, ["--import", HAND_OVER_REPORT, program], {
      env: { HOST: "127.0.0.1", PORT: "0", ...env },
      stdio: ["ignore", "pipe", "pipe", "pipe"],
    });
    const [, stdout, stderr, report] = this.#child.stdio as Readable[];
    for (const input of [stdout, stderr]) {
      createInterface({ input: input as Readable }).on("line", (line) => {
        this.lines.push(line);
        this.#printed.changed();
      });
    }
    this.#report = text(report as Readable);
    this.#exit = new Promise((resolve) => {
      this.#child.once("close", (code, signal) => {
        resolve({ code, signal });
        this.#printed.changed();
      });
    });
  }

  /** The first match in a line that it printed or will print. */
  printed(pattern: RegExp): Promise<RegExpExecArray> {
    const look = () => {
      for (const line of this.lines) {
        const match = pattern.exec(line);
        if (match) return match;
      }
      if (this.#child.exitCode !== null) throw new Error("it has ended");
      return undefined;
    };
    return this.#printed.until(`the example to print ${pattern}`, look, () => this.lines.join("\n"));
  }

  async port(pattern = LISTENING): Promise<number> {
    return Number((await this.printed(pattern))[1]);
  }

  signal(name: NodeJS.Signals = "SIGTERM"): void {
    this.#child.kill(name);
  }

  /** How it ended, when all its output was read. */
  exit(): Promise<Exit> {
    return bounded("the end of the example", this.#exit, () => this.lines.join("\n"));
  }

  async report(): Promise<ShutdownReport> {
    return JSON.parse(await bounded("the report", this.#report)) as ShutdownReport;
  }

  /** For the end of a test, however it went. */
  close(): void {
    this.#child.kill("SIGKILL");
  }
}
