import { type ChildProcess, spawn } from "node:child_process";
import { killDescendants, MARK } from "./descendants.js";

/**
 * A separate process that kills what is left when this one is gone, even after a SIGKILL. It notices that by the end of
 * its stdin, and ignores the signals of a terminal.
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
    const isOther = (name) => /^[0-9]+$/.test(name) && Number(name) !== process.pid;
    try { pids = fs.readdirSync("/proc").filter(isOther); } catch {}
    for (const pid of pids) {
      try { if (fs.readFileSync("/proc/" + pid + "/environ", "latin1").includes(mark)) kill(Number(pid)); } catch {}
    }
  });
`;

/** Makes sure that no process outlives this one. Each call of `check()` has its own. */
export class Guard {
  readonly #groups = new Map<number, string>();
  readonly #program: ChildProcess;
  readonly #atExit = () => this.#killAll();

  /** @param mark the prefix of the marks of all its processes */
  constructor(readonly mark: string) {
    this.#program = spawn(process.execPath, ["-e", PROGRAM, `${MARK}=${mark}`], {
      detached: true,
      stdio: ["pipe", "ignore", "ignore"],
    });
    this.#program.unref();
    // If the guard cannot be started or ends early, the listener of `exit` still covers the common cases.
    this.#program.on("error", () => {});
    this.#program.stdin?.on("error", () => {});
    process.once("exit", this.#atExit);
  }

  watch(group: number, mark: string): void {
    this.#groups.set(group, mark);
    this.#program.stdin?.write(`+${group}\n`);
  }

  /** Kills what a command left running. */
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
