import { existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Program, run } from "./program.mjs";

const POLL_MS = 50;
const BOOT_MS = 20_000;

/** Nothing of the machine's own units is started: this target needs none. */
const TARGET = "[Unit]\nDescription=Rolling restarts\n";

/** In namespaces of its own: an empty /run with our units, and the control groups below its own one. */
const BOOT = `
set -e
mount --make-rprivate /
mount -t tmpfs tmpfs /run
mount -t tmpfs tmpfs /sys/fs/cgroup
mount -t cgroup2 none /sys/fs/cgroup
mkdir -p /run/systemd/system
cp "$UNITS"/* /run/systemd/system
if [ -e /dev/console ]; then mount --bind "$CONSOLE" /dev/console; fi
exec env -i PATH="$PATH" container=rolling "$SYSTEMD" --system --unit=rolling.target --log-target=console --show-status=no
`;

/**
 * A real systemd, as process 1 of namespaces of its own: the machine needs none, and one that it has is left alone. Needs
 * root and Linux with cgroup2.
 */
export class OwnSystemd {
  #program;
  #pid;
  #group;

  /** Boots it with these units, by name; resolves when it takes orders. */
  static async boot(folder, units) {
    const systemd = new OwnSystemd();
    const [unitFolder, log] = ["units", "console"].map((name) => join(folder, name));
    mkdirSync(unitFolder);
    for (const [name, text] of Object.entries({ ...units, "rolling.target": TARGET })) {
      writeFileSync(join(unitFolder, name), text);
    }
    writeFileSync(log, "");
    systemd.#group = join(cgroup2(), `rolling-${process.pid}-${Date.now()}`);
    mkdirSync(systemd.#group);
    const unshare =
      'echo $$ > "$GROUP/cgroup.procs"; exec unshare --fork --pid --mount --mount-proc --cgroup --kill-child "$@"';
    systemd.#program = new Program("sh", ["-c", unshare, "sh", "sh", "-c", BOOT], {
      env: {
        PATH: process.env.PATH,
        UNITS: unitFolder,
        CONSOLE: log,
        GROUP: systemd.#group,
        SYSTEMD: ["/usr/lib/systemd/systemd", "/lib/systemd/systemd"].find(existsSync) ?? "systemd",
      },
    });
    try {
      await systemd.#untilRunning();
    } catch (error) {
      await systemd.end();
      const said = [...systemd.#program.lines, readFileSync(log, "utf8")].join("\n");
      throw new Error(`systemd did not start as process 1 of its own namespaces: ${error.message}\n${said}`);
    }
    return systemd;
  }

  systemctl(...args) {
    return run("nsenter", ["--target", String(this.#pid), "--mount", "--pid", "systemctl", ...args]);
  }

  /** Ends it with all that it runs: whoever is process 1 takes its namespace with it. */
  async end() {
    this.#program.kill("SIGKILL");
    await this.#program.ended;
    await removeGroup(this.#group);
  }

  async #untilRunning() {
    let isOver = false;
    void this.#program.ended.then(() => {
      isOver = true;
    });
    for (const began = performance.now(); ; await sleep(POLL_MS)) {
      if (isOver) throw new Error("it ended");
      if (performance.now() - began > BOOT_MS) throw new Error(`it takes no orders after ${BOOT_MS} ms`);
      const { pid } = this.#program;
      [this.#pid] = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").split(" ").map(Number);
      if (!this.#pid) continue;
      try {
        if ((await this.systemctl("is-active", "rolling.target")) === "active") return;
      } catch {
        // It is not there yet.
      }
    }
  }
}

/** Where the unified control groups are mounted. */
function cgroup2() {
  const mounts = readFileSync("/proc/mounts", "utf8").split("\n");
  const mount = mounts.map((line) => line.split(" ")).find(([, , type]) => type === "cgroup2");
  if (!mount) throw new Error("No control groups of version 2 are mounted here: systemd cannot run");
  return mount[1];
}

/** Empty once the last process has left it, which takes a moment after its end. */
async function removeGroup(folder) {
  for (const began = performance.now(); ; await sleep(POLL_MS)) {
    try {
      return removeTree(folder);
    } catch (error) {
      if (performance.now() - began > BOOT_MS) throw error;
    }
  }
}

/** Its files are the kernel's, and go with their folder. */
function removeTree(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (entry.isDirectory()) removeTree(join(folder, entry.name));
  }
  rmdirSync(folder);
}
