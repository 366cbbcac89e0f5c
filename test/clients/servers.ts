import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { chownSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

/** Where they listen, as the fixtures read it from their environment. */
export interface Servers {
  readonly urls: Readonly<Record<"POSTGRES" | "REDIS" | "NATS", string>>;
  /** Resolves when their processes are gone, and their folder. */
  end(): Promise<void>;
}

/** Debian keeps the programs of PostgreSQL by version, in no `PATH`. */
const POSTGRES = "/usr/lib/postgresql";

/** PostgreSQL refuses to be run by root. */
const nobody = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};

/** A PostgreSQL, a Redis and a NATS of their own, each on a free port, with nothing in them. */
export async function startServers(): Promise<Servers> {
  const folder = mkdtempSync(join(tmpdir(), "graceful-servers-"));
  if (nobody.uid !== undefined) chownSync(folder, nobody.uid, nobody.gid);
  const programs: ChildProcess[] = [];
  const end = async () => {
    await Promise.all(programs.map(ended));
    rmSync(folder, { recursive: true, force: true });
  };
  const start = (command: string, args: readonly string[], ready: RegExp) => {
    const program = spawn(command, args, { cwd: folder, ...nobody, stdio: ["ignore", "pipe", "pipe"] });
    programs.push(program);
    return told(program, command, ready);
  };

  try {
    const [postgres, redis, nats] = await Promise.all([freePort(), freePort(), freePort()]);
    const version = readdirSync(POSTGRES).sort((a, b) => Number(b) - Number(a))[0];
    const bin = `${POSTGRES}/${version}/bin`;
    const data = join(folder, "postgres");
    const fresh = ["-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync"];
    execFileSync(`${bin}/initdb`, fresh, { cwd: folder, ...nobody, stdio: "ignore" });
    await Promise.all([
      start(
        `${bin}/postgres`,
        ["-D", data, "-h", "127.0.0.1", "-p", `${postgres}`, "-k", folder, "-F"],
        /ready to accept connections/,
      ),
      start("redis-server", ["--bind", "127.0.0.1", "--port", `${redis}`, "--save", ""], /Ready to accept/),
      start("nats-server", ["-a", "127.0.0.1", "-p", `${nats}`], /Server is ready/),
    ]);
    const urls = {
      POSTGRES: `postgres://postgres@127.0.0.1:${postgres}/postgres`,
      REDIS: `redis://127.0.0.1:${redis}`,
      NATS: `nats://127.0.0.1:${nats}`,
    };
    return { urls, end };
  } catch (error) {
    await end();
    throw error;
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

/** Resolves when it has printed that. What it prints later is read and dropped. */
function told(program: ChildProcess, command: string, ready: RegExp): Promise<void> {
  return new Promise((resolve, reject) => {
    const lines: string[] = [];
    for (const stream of [program.stdout, program.stderr]) {
      if (!stream) continue;
      createInterface({ input: stream }).on("line", (line) => {
        lines.push(line);
        if (ready.test(line)) resolve();
      });
    }
    program.once("error", reject);
    program.once("exit", () => reject(new Error(`${command} has ended:\n${lines.join("\n")}`)));
  });
}

async function ended(program: ChildProcess): Promise<void> {
  if (program.pid === undefined || program.exitCode !== null || program.signalCode !== null) return;
  // SIGTERM would have PostgreSQL wait for clients that are still connected.
  program.kill("SIGINT");
  await once(program, "exit");
}
