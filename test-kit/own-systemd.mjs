import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Program, run } from "./program.mjs";

const BOOT = fileURLToPath(new URL("../scripts/boot-systemd.sh", import.meta.url));
const NAMESPACES = ["--mount", "--pid", "--cgroup", "--root"];

/**
 * A real systemd, as process 1 of namespaces of its own, with its own units, groups and journal: the machine needs
 * none, and one that it has is left alone. Needs root and Linux with cgroup2.
 */
export class OwnSystemd {
  #program;
  #pid;
  #units;

  /**
   * Boots it with these units, by name. Resolves when it accepts commands. `folder` belongs to it.
   * @param {string} folder
   * @param {Record<string, string>} [units]
   */
  static async boot(folder, units = {}) {
    mkdirSync(join(folder, "units"), { recursive: true });
    for (const [name, text] of Object.entries(units)) writeFileSync(join(folder, "units", name), text);
    const { PATH, HOME } = process.env;
    // It ends with everything that it runs when its stdin ends, also if this process is killed.
    const options = /** @type {const} */ ({ stdio: "pipe", env: { PATH, HOME } });
    const program = new Program("unshare", ["--mount", "sh", BOOT, folder], options);
    const [, pid] = await program.line(/^pid (\d+)$/);
    await program.line(/^booted/);
    return new OwnSystemd(program, Number(pid), join(folder, "units"));
  }

  /**
   * @private
   * @param {Program} program
   * @param {number} pid
   * @param {string} units
   */
  constructor(program, pid, units) {
    this.#program = program;
    this.#pid = pid;
    this.#units = units;
  }

  /**
   * @param {string} name
   * @param {string} text
   */
  addUnit(name, text) {
    writeFileSync(join(this.#units, name), text);
  }

  /**
   * Runs a command in its namespaces. Resolves to the output.
   * @param {string} command
   * @param {string[]} args
   */
  inside(command, ...args) {
    return run("nsenter", [`--target=${this.#pid}`, ...NAMESPACES, command, ...args]);
  }

  /** Ends it with everything that it runs: the namespace ends with its process 1. */
  async end() {
    process.kill(this.#pid, "SIGKILL");
    await this.#program.ended;
  }
}
