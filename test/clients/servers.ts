import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

type Name = "POSTGRES" | "REDIS" | "NATS";

/** Where they listen, as the fixtures read it from their environment. */
export interface Servers {
  readonly urls: Readonly<Partial<Record<Name, string>>>;
  /** Resolves when their processes are gone, and their folder. */
  end(): Promise<void>;
}

interface Server {
  readonly command: string;
  args(port: number, folder: string): readonly string[];
  /** What it prints when it listens. */
  readonly ready: RegExp;
  url(port: number): string;
}

/** PostgreSQL refuses to be run by root. */
const nobody = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};

const SERVERS: Readonly<Record<Name, Server>> = {
  POSTGRES: {
    command: postgres("postgres"),
    args(port, folder) {
      const data = join(folder, "postgres");
      const fresh = ["-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync"];
      execFileSync(postgres("initdb"), fresh, { cwd: folder, ...nobody, stdio: "ignore" });
      return ["-D", data, "-h", "127.0.0.1", "-p", `${port}`, "-k", folder, "-F"];
    },
    ready: /ready to accept connections/,
    url: (port) => `postgres://postgres@127.0.0.1:${port}/postgres`,
  },
  REDIS: {
    command: "redis-server",
    args: (port) => ["--bind", "127.0.0.1", "--port", `${port}`, "--save", ""],
    ready: /Ready to accept/,
    url: (port) => `redis://127.0.0.1:${port}`,
  },
  NATS: {
    command: "nats-server",
    args: (port) => ["-a", "127.0.0.1", "-p", `${port}`],
    ready: /Server is ready/,
    url: (port) => `nats://127.0.0.1:${port}`,
  },
};

/** Debian keeps the programs of PostgreSQL by version, in no `PATH`. */
function postgres(program: string): string {
  const folder = "/usr/lib/postgresql";
  const versions = existsSync(folder) ? readdirSync(folder).map(Number) : [];
  return versions.length > 0 ? `${folder}/${Math.max(...versions)}/bin/${program}` : program;
}

/** Each on a free port, with nothing in it. */
export async function startServers(...names: readonly Name[]): Promise<Servers> {
  const folder = mkdtempSync(join(tmpdir(), "graceful-servers-"));
  if (nobody.uid !== undefined) chownSync(folder, nobody.uid, nobody.gid);
  const programs: ChildProcess[] = [];
  const end = async () => {
    await Promise.all(programs.map(ended));
    rmSync(folder, { recursive: true, force: true });
  };
  const start = async (name: Name): Promise<[Name, string]> => {
    const { command, args, ready, url } = SERVERS[name];
    const port = await freePort();
    const stdio = ["ignore", "pipe", "pipe"] as const;
    const program = spawn(command, args(port, folder), { cwd: folder, ...nobody, stdio: [...stdio] });
    programs.push(program);
    await told(program, command, ready);
    return [name, url(port)];
  };
  try {
    return { urls: Object.fromEntries(await Promise.all(names.map(start))), end };
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
