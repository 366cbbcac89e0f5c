import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Program, run } from "../../test-kit/program.mjs";

const BOOT = fileURLToPath(new URL("../../scripts/boot-systemd.sh", import.meta.url));

/**
 * A real systemd, as process 1 of namespaces of its own: the machine needs none, and one that it has is left alone. Needs
 * root and Linux with cgroup2.
 */
export class OwnSystemd {
  #program;
  #pid;

  /** Boots it with these units, by name; resolves when it takes orders. `folder` is its own, and must not be there yet. */
  static async boot(folder, units) {
    const systemd = new OwnSystemd();
    mkdirSync(join(folder, "units"), { recursive: true });
    for (const [name, text] of Object.entries(units)) writeFileSync(join(folder, "units", name), text);
    // When its stdin ends it ends with all that it runs: also where this process is killed.
    systemd.#program = new Program("unshare", ["--mount", "sh", BOOT, folder], { stdio: "pipe" });
    const [, pid] = await systemd.#program.line(/^pid (\d+)$/);
    systemd.#pid = Number(pid);
    await systemd.#program.line(/^booted/);
    return systemd;
  }

  systemctl(...args) {
    const namespaces = ["--mount", "--pid", "--cgroup", "--root"];
    return run("nsenter", [`--target=${this.#pid}`, ...namespaces, "systemctl", ...args]);
  }

  /** Ends it with all that it runs: whoever is process 1 takes its namespace with it. */
  async end() {
    process.kill(this.#pid, "SIGKILL");
    await this.#program.ended;
  }
}
