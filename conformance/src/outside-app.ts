import { createServer, type Server, type Socket } from "node:net";
import type { ShutdownPlan } from "@x/graceful-core";
import { run } from "../../packages/core/test/forked.js";
import { BOUND_MS } from "../../test-kit/condition.mjs";
import type { Program } from "../../test-kit/program.mjs";
import { type Address, RawClient } from "../../test-kit/raw-client.mjs";
import type { Runtime } from "./runtimes.js";

/** On a busy machine a process may take seconds to load its framework. */
const OUTSIDE_BOUND_MS = 3 * BOUND_MS;
/**
 * The pause between two checks of a listener: one that is connected to all the time stays open for those who wait in
 * its queue.
 */
const LOOK_MS = 10;

/** A plan as JSON, and what `process/outside.ts` does besides. */
export type OutsidePlan = Omit<ShutdownPlan, "health" | "logger" | "release" | "webSockets"> & {
  readonly health?: { readonly live: string; readonly ready: string };
  /** One of its releases never ends. */
  readonly hang?: boolean;
  /** The last of its releases prints so many lines. */
  readonly printed?: number;
  /** It listens on this Unix socket. */
  readonly path?: string;
  /** It never listens, and either has nothing else to do or works until the drain begins. */
  readonly unlistened?: "idle" | "working";
};

export interface OutsideStart {
  readonly runtime: Runtime;
  readonly file: string;
  readonly target: string;
  readonly plan: OutsidePlan;
  readonly env: Readonly<Record<string, string>>;
}

/** A target in a process of its own, under any runtime, driven and judged from outside. */
export class OutsideApp {
  readonly #program: Program;
  readonly #control: Server;
  readonly #connected: Promise<Socket>;

  private constructor(control: Server, port: number, { runtime, file, target, plan, env }: OutsideStart) {
    this.#control = control;
    this.#connected = new Promise((resolve) => {
      control.once("connection", (socket) => resolve(socket.on("error", () => {})));
    });
    // Both outputs share one pipe: two would have no common order.
    const command = [...runtime.command, file, target, JSON.stringify(plan)];
    this.#program = run("/bin/sh", ["-c", 'exec "$@" 2>&1', "sh", ...command], {
      env: { ...env, CONTROL: String(port) },
      boundMs: OUTSIDE_BOUND_MS,
    });
  }

  static async start(start: OutsideStart): Promise<OutsideApp> {
    const control = createServer();
    const port = await new Promise<number>((resolve) => {
      control.listen(0, "127.0.0.1", () => resolve((control.address() as { port: number }).port));
    });
    return new OutsideApp(control, port, start);
  }

  /** What the program printed itself from the beginning of its end on: its releases, and how it exits. */
  get told(): readonly string[] {
    return this.#program.lines.filter((line) => /released$|^exit /.test(line));
  }

  /** How many lines the last release has printed. */
  get printed(): number {
    return this.#program.lines.filter((line) => line.startsWith("printed ")).length;
  }

  get log(): readonly string[] {
    return this.#program.lines.filter((line) => line.startsWith("log "));
  }

  async address(): Promise<Address> {
    const [, where, place = ""] = await this.line(/^(port|path) (.+)/);
    return where === "path" ? { path: place } : { port: Number(place) };
  }

  line(pattern: RegExp, nth = 1): Promise<RegExpExecArray> {
    return this.#program.line(pattern, nth);
  }

  /** Resolves when the handler of this path was run. */
  async ran(path: string, nth = 1): Promise<void> {
    await this.line(new RegExp(`^ran ${path}$`), nth);
  }

  /** Opens a gate, or has a library call `process.exit(3)`: "exit". */
  async open(gate: string): Promise<void> {
    (await this.#connected).write(`${gate}\n`);
  }

  kill(signal: NodeJS.Signals): void {
    this.#program.kill(signal);
  }

  /** Sends SIGTERM and resolves when it has begun to drain. */
  async signal(): Promise<void> {
    this.kill("SIGTERM");
    await this.line(/^log SIGTERM: /);
  }

  /** Resolves when the kernel refuses new connections. */
  async refuses(address: Address): Promise<void> {
    const endsAt = performance.now() + BOUND_MS;
    while (performance.now() < endsAt) {
      const client = new RawClient(address);
      client.end();
      const { by } = await client.closed();
      if (by === "ECONNREFUSED") return;
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    }
    throw new Error(`it still accepts connections. It printed:\n${this.#program.output}`);
  }

  /** Resolves when the process has ended: with its exit code, or the signal. */
  ended(): Promise<{ code: number | null; signal: NodeJS.Signals | null }> {
    return this.#program.over();
  }

  /** Ends it in whatever state it is. */
  close(): void {
    this.#program.kill();
    this.#control.close();
    void this.#connected.then((socket) => socket.destroy());
  }
}
