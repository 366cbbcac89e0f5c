import { type ChildProcess, spawn } from "node:child_process";
import { killDescendants, MARK } from "./descendants.js";

/**
 * A process of its own that kills what is left when this one is gone, whatever ended it: nobody else could after a
 * SIGKILL. It learns of it by the end of its input, and hears none of the signals of a terminal.
 */
const PROGRAM = `
const fs = require("node:fs");
const [mark] = process.argv.slice(1);
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => {});
const groups = new Set();
const kill = (pid) => { try { process.kill(pid, "SIGKILL"); } catch {} };
require("node:readline").createInterface({ input: process.stdin })
  .on("line", (line) => line[0] === "+" ? groups.add(line.slice(1)) : groups.delete(line.slice(1)))
  .on("close", () => {
    for (const group of groups) kill(-group);
    let pids = [];
    try { pids = fs.readdirSync("/proc").filter((name) => /^[0-9]+$/.test(name) && Number(name) !== process.pid); } catch {}
    for (const pid of pids) {
      try { if (fs.readFileSync("/proc/" + pid + "/environ", "latin1").includes(mark)) kill(Number(pid)); } catch {}
    }
  });
`;

/** Sees to it that nothing outlives this process. One for each call of `check()`. */
export class Guard {
  readonly #groups = new Map<number, string>();
  readonly #program: ChildProcess;
  readonly #atExit = () => this.#killAll();

  /** `mark`: the beginning of the marks of all its processes. */
  constructor(readonly mark: string) {
    this.#program = spawn(process.execPath, ["-e", PROGRAM, `${MARK}=${mark}`], {
      detached: true,
      stdio: ["pipe", "ignore", "ignore"],
    });
    this.#program.unref();
    // Where it cannot be started, or ends before us, what follows still kills all in the common cases.
    this.#program.on("error", () => {});
    this.#program.stdin?.on("error", () => {});
    process.once("exit", this.#atExit);
  }

  watch(group: number, mark: string): void {
    this.#groups.set(group, mark);
    this.#program.stdin?.write(`+${group}\n`);
  }

  /** Kills what is left of a command. */
  release(group: number): void {
    const mark = this.#groups.get(group);
    if (mark === undefined) return;
    killDescendants(group, mark);
    this.#groups.delete(group);
    this.#program.stdin?.write(`-${group}\n`);
  }

  close(): void {
    this.#killAll();
    process.off("exit", this.#atExit);
    this.#program.stdin?.end();
  }

  #killAll(): void {
    for (const group of [...this.#groups.keys()]) this.release(group);
  }
}
