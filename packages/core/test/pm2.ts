import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
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
  /** What the app logged, by line. */
  log(name: string): string[];
  /** What PM2 says of its apps' ends: `fork:0 code 0`. */
  exits(): string[];
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
    log(name) {
      const logs = join(home, "logs");
      const files = readdirSync(logs).filter((file) => file.startsWith(`${name}-`));
      return files.flatMap((file) => readFileSync(join(logs, file), "utf8").split("\n"));
    },
    exits() {
      const log = readFileSync(join(home, "pm2.log"), "utf8");
      return [...log.matchAll(/App \[(\S+)\] exited with code \[(\d+)\]/g)].map(
        ([, app, code]) => `${app} code ${code}`,
      );
    },
    async end() {
      await command("kill");
      rmSync(home, { recursive: true, force: true });
    },
  };
}
