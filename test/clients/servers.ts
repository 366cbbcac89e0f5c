import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { freePort } from "../../test-kit/free-port.mjs";

type Name = "POSTGRES" | "MARIADB" | "REDIS" | "NATS" | "RABBITMQ";

/** Where they listen, as the fixtures read it from their environment. */
export interface Servers {
  readonly urls: Readonly<Partial<Record<Name, string>>>;
  /** Resolves when their processes are gone, and their folder. */
  end(): Promise<void>;
}

interface Command {
  readonly command: string;
  /** Its own port, and two more that nobody has. */
  args(ports: Ports, folder: string): readonly string[];
  environment?(ports: Ports, folder: string): Readonly<Record<string, string>>;
  /** What it prints when it listens. */
  readonly ready: RegExp;
}

interface Server extends Command {
  /** What it needs before, on the second of its ports. */
  readonly before?: Command;
  /** That by which it ends without waiting for its clients. */
  readonly signal?: NodeJS.Signals;
  url(port: number): string;
}

type Ports = readonly [own: number, second: number, third: number];

/** PostgreSQL refuses to be run by root. */
const nobody = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};

const SERVERS: Readonly<Record<Name, Server>> = {
  POSTGRES: {
    command: postgres("postgres"),
    args([port], folder) {
      const data = join(folder, "postgres");
      const fresh = ["-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync"];
      execFileSync(postgres("initdb"), fresh, { cwd: folder, ...nobody, stdio: "ignore" });
      return ["-D", data, "-h", "127.0.0.1", "-p", `${port}`, "-k", folder, "-F"];
    },
    ready: /ready to accept connections/,
    url: (port) => `postgres://postgres@127.0.0.1:${port}/postgres`,
  },
  MARIADB: {
    command: "mariadbd",
    args([port], folder) {
      const data = `--datadir=${join(folder, "mariadb")}`;
      const fresh = ["--no-defaults", data, "--auth-root-authentication-method=normal", "--skip-test-db"];
      execFileSync("mariadb-install-db", fresh, { cwd: folder, ...nobody, stdio: "ignore" });
      const socket = `--socket=${join(folder, "mariadb.sock")}`;
      const listening = ["--bind-address=127.0.0.1", `--port=${port}`, socket];
      return ["--no-defaults", data, ...listening, "--skip-grant-tables", "--innodb-flush-method=nosync"];
    },
    ready: /ready for connections/,
    signal: "SIGTERM",
    url: (port) => `mysql://root@127.0.0.1:${port}/mysql`,
  },
  REDIS: {
    command: "redis-server",
    args: ([port]) => ["--bind", "127.0.0.1", "--port", `${port}`, "--save", ""],
    ready: /Ready to accept/,
    url: (port) => `redis://127.0.0.1:${port}`,
  },
  NATS: {
    command: "nats-server",
    args: ([port]) => ["-a", "127.0.0.1", "-p", `${port}`],
    ready: /Server is ready/,
    url: (port) => `nats://127.0.0.1:${port}`,
  },
  RABBITMQ: {
    // That in the path becomes another user and keeps its data in a place of its own.
    command: "/usr/lib/rabbitmq/bin/rabbitmq-server",
    // Erlang would start one that outlives it.
    before: {
      command: "epmd",
      args: ([, port]) => ["-d", "-d", "-address", "127.0.0.1", "-port", `${port}`],
      ready: /entering the main select/,
    },
    args: () => [],
    environment: ([port, namesPort, nodesPort], folder) => ({
      HOME: folder,
      ERL_EPMD_ADDRESS: "127.0.0.1",
      ERL_EPMD_PORT: `${namesPort}`,
      RABBITMQ_NODENAME: `graceful-${port}@localhost`,
      RABBITMQ_NODE_IP_ADDRESS: "127.0.0.1",
      RABBITMQ_NODE_PORT: `${port}`,
      RABBITMQ_DIST_PORT: `${nodesPort}`,
      RABBITMQ_CONF_ENV_FILE: "/dev/null",
      RABBITMQ_MNESIA_BASE: folder,
      RABBITMQ_FEATURE_FLAGS_FILE: join(folder, "rabbitmq-features"),
      RABBITMQ_ENABLED_PLUGINS_FILE: join(folder, "rabbitmq-plugins"),
      RABBITMQ_PID_FILE: join(folder, "rabbitmq.pid"),
      RABBITMQ_LOG_BASE: folder,
      RABBITMQ_LOGS: "-",
    }),
    ready: /Server startup complete/,
    signal: "SIGTERM",
    url: (port) => `amqp://127.0.0.1:${port}`,
  },
};

/** Debian keeps the programs of PostgreSQL by version, in no `PATH`. */
function postgres(program: string): string {
  const folder = "/usr/lib/postgresql";
  const versions = existsSync(folder) ? readdirSync(folder).map(Number) : [];
  return versions.length > 0 ? `${folder}/${Math.max(...versions)}/bin/${program}` : program;
}

interface Started {
  readonly program: ChildProcess;
  readonly signal: NodeJS.Signals;
}

/** Each on a free port, with nothing in it. */
export async function startServers(...names: readonly Name[]): Promise<Servers> {
  const folder = mkdtempSync(join(tmpdir(), "graceful-servers-"));
  if (nobody.uid !== undefined) chownSync(folder, nobody.uid, nobody.gid);
  const started: Started[] = [];
  const end = async () => {
    // Backwards: what was started for another one is needed until that is gone.
    for (const one of started.reverse()) await ended(one);
    rmSync(folder, { recursive: true, force: true });
  };
  const run = async (
    { command, args, environment, ready }: Command,
    ports: Ports,
    signal: NodeJS.Signals,
  ) => {
    const env = { ...process.env, ...environment?.(ports, folder) };
    const stdio = ["ignore", "pipe", "pipe"] as const;
    const program = spawn(command, args(ports, folder), { cwd: folder, env, ...nobody, stdio: [...stdio] });
    started.push({ program, signal });
    await told(program, command, ready);
  };
  const start = async (name: Name): Promise<[Name, string]> => {
    // SIGTERM would have PostgreSQL wait for clients that are still connected.
    const { before, signal = "SIGINT", ...server } = SERVERS[name];
    const ports = [await freePort(), await freePort(), await freePort()] as const;
    if (before) await run(before, ports, "SIGTERM");
    await run(server, ports, signal);
    return [name, server.url(ports[0])];
  };
  try {
    return { urls: Object.fromEntries(await Promise.all(names.map(start))), end };
  } catch (error) {
    await end();
    throw error;
  }
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

async function ended({ program, signal }: Started): Promise<void> {
  if (program.pid === undefined || program.exitCode !== null || program.signalCode !== null) return;
  program.kill(signal);
  await once(program, "exit");
}
