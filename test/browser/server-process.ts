import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { listeningDescriptor } from "./listening-descriptor.js";

const MAIN = fileURLToPath(new URL("./server/main.mjs", import.meta.url));

export type App = "express" | "http2" | "fastify-http2";
export type Shutdown = "graceful" | "naive";
export type Ending = { code: number | null; signal: NodeJS.Signals | null };

/** A server in a process of its own. It listens when it is told to. */
export interface ServerProcess {
  /** Resolves when it listens. */
  listen(): Promise<void>;
  /** How many connections it has that never asked for anything. */
  silent(): Promise<number>;
  sigterm(): void;
  /** Settles when the process has ended. */
  readonly ended: Promise<Ending>;
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
 * Two server processes that inherit one listening socket, as socket activation does it: the second can take over where the
 * first stops, and who connects between the two waits in the kernel's queue instead of being refused. Neither accepts
 * anybody before it is told to listen. Node 20 has no `reusePort`, and a proxy in front would hide what the first one
 * does to its connections.
 */
export async function startServers(app: App, shutdown: Shutdown): Promise<Servers> {
  // Nobody knows the port before this process has closed its own copy of the socket: it accepts nobody.
  const socket = createServer().listen(0, "127.0.0.1");
  await once(socket, "listening");
  const { port } = socket.address() as AddressInfo;
  const children: ChildProcess[] = [];
  const start = (name: string) => {
    const child = spawn(process.execPath, [MAIN, app, name, shutdown], {
      stdio: ["pipe", "pipe", "pipe", listeningDescriptor(port)],
      env: { PATH: process.env.PATH },
    });
    children.push(child);
    return serverProcess(child);
  };
  const [first, second] = [start("first"), start("second")];
  socket.close();
  return {
    port,
    first,
    second,
    async end() {
      for (const child of children) child.kill("SIGKILL");
      await Promise.all([first.ended, second.ended]);
    },
  };
}

function serverProcess(child: ChildProcess): ServerProcess {
  const lines: string[] = [];
  const ended = once(child, "close").then(([code, signal]): Ending => ({ code, signal }));
  // What ends a process also ends the pipe to it.
  child.stdin?.on("error", () => {});
  const waiting = new Set<(line: string) => void>();
  for (const input of [child.stdout, child.stderr]) {
    createInterface({ input: input as NodeJS.ReadableStream }).on("line", (line) => {
      lines.push(line);
      for (const tell of waiting) tell(line);
    });
  }

  const answer = (order: string, pattern: RegExp) =>
    new Promise<RegExpExecArray>((resolve, reject) => {
      const tell = (line: string) => {
        const found = pattern.exec(line);
        if (!found) return;
        waiting.delete(tell);
        resolve(found);
      };
      waiting.add(tell);
      void ended.then(() =>
        reject(new Error(`It ended without an answer to "${order}":\n${lines.join("\n")}`)),
      );
      child.stdin?.write(`${order}\n`);
    });

  return {
    listen: async () => void (await answer("listen", /^listening$/)),
    silent: async () => Number((await answer("census", /^silent: (\d+)$/))[1]),
    sigterm: () => void child.kill("SIGTERM"),
    ended,
    lines,
  };
}
