import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { fileURLToPath } from "node:url";
import { type Exit, Program } from "../../test-kit/program.mjs";
import { listeningDescriptor } from "./listening-descriptor.js";

const MAIN = fileURLToPath(new URL("./server/main.mjs", import.meta.url));

export type App = "express" | "http2" | "fastify-http2";
export type Shutdown = "graceful" | "naive";

/** A server in a process of its own. It listens when it is told to. */
export interface ServerProcess {
  /** Resolves when it listens. */
  listen(): Promise<void>;
  /** How many connections it has that never asked for anything. */
  silent(): Promise<number>;
  sigterm(): void;
  /** Settles when the process has ended. */
  readonly ended: Promise<Exit>;
  readonly lines: readonly string[];
}

/** The servers of one test, on one port. */
export interface Servers {
  readonly port: number;
  readonly first: ServerProcess;
  readonly second: ServerProcess;
  /** Ends what still runs. */
  end(): Promise<void>;
}

/**
 * Two server processes that inherit one listening socket, as socket activation does it: the second can take over
 * where the first stops, and who connects between the two waits in the kernel's queue instead of being refused.
 * Neither accepts anybody before it is told to listen. Node 20 has no `reusePort`, and a proxy in front would hide
 * what the first one does to its connections.
 */
export async function startServers(app: App, shutdown: Shutdown): Promise<Servers> {
  // Nobody knows the port before this process has closed its own copy of the socket: it accepts nobody.
  const socket = createServer().listen(0, "127.0.0.1");
  await once(socket, "listening");
  const { port } = socket.address() as AddressInfo;
  const start = (name: string) =>
    new Child(process.execPath, [MAIN, app, name, shutdown], {
      stdio: ["pipe", "pipe", "pipe", listeningDescriptor(port)],
      env: { PATH: process.env.PATH },
    });
  const [first, second] = [start("first"), start("second")];
  socket.close();
  return {
    port,
    first,
    second,
    async end() {
      for (const child of [first, second]) child.kill();
      await Promise.all([first.ended, second.ended]);
    },
  };
}

class Child extends Program implements ServerProcess {
  async listen(): Promise<void> {
    await this.#answer("listen", /^listening$/);
  }

  async silent(): Promise<number> {
    return Number((await this.#answer("census", /^silent: (\d+)$/))[1]);
  }

  sigterm(): void {
    this.kill("SIGTERM");
  }

  #answer(order: string, pattern: RegExp): Promise<RegExpExecArray> {
    const answered = this.line(pattern, 1, this.lines.length);
    this.write(`${order}\n`);
    return answered;
  }
}
