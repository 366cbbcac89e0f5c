import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, rmSync, watch, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fixture, run } from "./forked.js";

const BIN = createRequire(import.meta.url).resolve("pm2/bin/pm2");

/** A PM2 of its own: its daemon, its home and its logs are nobody else's. */
export interface Pm2 {
  /** Starts one app of the fixture `managed.mjs` with these settings, and resolves when PM2 takes it for started. */
  start(name: string, settings: Record<string, unknown>): Promise<void>;
  command(...args: string[]): Promise<void>;
  /** What the app logged, as soon as that matches: PM2 writes it down behind the event. */
  log(name: string, pattern: RegExp): Promise<string>;
  /** The code with which an app ended, as PM2 says: of `cluster:_old_0` for one that was replaced. */
  exitCode(app: RegExp): Promise<number>;
  /** Ends the daemon and everything that it runs. */
  end(): Promise<void>;
}

export function ownPm2(): Pm2 {
  const home = mkdtempSync(join(tmpdir(), "graceful-pm2-"));
  const env = { HOME: home, PM2_HOME: home, PM2_DISABLE_VERSION_CHECK: "true", NO_COLOR: "1" };
  const command = async (...args: string[]) => {
    const pm2 = run(process.execPath, [BIN, ...args], { env });
    const { code } = await pm2.ended;
    if (code !== 0) throw new Error(`pm2 ${args.join(" ")} ended with ${code}:\n${pm2.lines.join("\n")}`);
  };
  return {
    command,
    async start(name, settings) {
      const app = { name, script: fixture("managed.mjs"), autorestart: false, ...settings };
      const file = join(home, `${name}.json`);
      writeFileSync(file, JSON.stringify({ apps: [app] }));
      await command("start", file);
    },
    log: (name, pattern) => untilWritten(join(home, "logs"), pattern, (file) => file.startsWith(`${name}-`)),
    async exitCode(app) {
      const pattern = new RegExp(`App \\[${app.source}\\] exited with code \\[(\\d+)\\]`);
      const log = await untilWritten(home, pattern, (file) => file === "pm2.log");
      return Number(pattern.exec(log)?.[1]);
    },
    async end() {
      await command("kill");
      rmSync(home, { recursive: true, force: true });
    },
  };
}

/** The text of those files of a folder that are `wanted`, as soon as it matches. */
async function untilWritten(
  folder: string,
  pattern: RegExp,
  wanted: (file: string) => boolean,
): Promise<string> {
  const read = () =>
    readdirSync(folder)
      .filter(wanted)
      .map((file) => readFileSync(join(folder, file), "utf8"))
      .join("");
  const watcher = watch(folder);
  try {
    for (;;) {
      // Listened for before it is read: what is written in between counts.
      const change = once(watcher, "change");
      const text = read();
      if (pattern.test(text)) return text;
      await change;
    }
  } finally {
    watcher.close();
  }
}
