import type { Server as HttpServer } from "node:http";
import type { Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type {
  Lifecycle,
  PhaseName,
  ShutdownPlan,
  ShutdownReport,
  WebSocketServerLike,
} from "@x/graceful-core";
import { expect } from "vitest";
import { bounded, Condition } from "../../test-kit/condition.mjs";
import { type Address, type ConnectOptions, RawClient } from "../../test-kit/raw-client.mjs";
import { tlsIdentity } from "../../test-kit/tls-identity.mjs";
import type { AppUnderTest, ListenOn, Start } from "./app-under-test.js";
import { Demo } from "./demo.js";
import { patient } from "./plans.js";

let sockets = 0;

/** A name for a Unix socket (on Windows a named pipe) that nobody else uses. */
export function socketPath(): string {
  const name = `graceful-${process.pid}-${++sockets}`;
  return process.platform === "win32" ? `\\\\.\\pipe\\${name}` : join(tmpdir(), `${name}.sock`);
}

/** The setting of one test: an app, its clients and its shutdown. Cleans up afterwards. */
export class Stage {
  readonly demo = new Demo();
  readonly tls: boolean;
  readonly servers: Server[] = [];
  readonly #addresses: Address[] = [];
  readonly #start: Start;
  readonly #clients: { close(): void }[] = [];
  #app: AppUnderTest | undefined;
  #lifecycle: Lifecycle | undefined;

  constructor(start: Start, tls: boolean) {
    this.#start = start;
    this.tls = tls;
  }

  /** The usual beginning: attached, then listening on a free port. */
  async start(plan: ShutdownPlan = patient): Promise<void> {
    await this.attach(plan);
    await this.listen();
  }

  async attach(plan: ShutdownPlan = patient): Promise<Lifecycle> {
    this.#lifecycle = (await this.#made()).attach(plan);
    return this.#lifecycle;
  }

  /** The app's own WebSocket server. */
  async webSockets(): Promise<WebSocketServerLike> {
    const { webSockets } = await this.#made();
    if (!webSockets) throw new Error("this target has no WebSockets");
    return webSockets;
  }

  async listen(on: ListenOn = { port: 0, host: "127.0.0.1" }): Promise<Server> {
    return this.track(await (await this.#made()).listen(on));
  }

  /** Closes a server of the test afterwards. */
  track<S extends Server>(server: S): S {
    // Otherwise Node's own timer would close after 6 s what the engine forgot.
    if ("keepAliveTimeout" in server) server.keepAliveTimeout = 0;
    const address = server.address();
    if (!address) throw new Error("this server does not listen");
    this.servers.push(server);
    this.#addresses.push(typeof address === "string" ? { path: address } : { port: address.port });
    return server;
  }

  get lifecycle(): Lifecycle {
    if (!this.#lifecycle) throw new Error("nothing is attached yet");
    return this.#lifecycle;
  }

  /** The address at which the `n`th server listens or has listened. */
  address(n = 0): Address {
    const address = this.#addresses[n];
    if (!address) throw new Error(`there is no server ${n}`);
    return address;
  }

  /** A connection to the app that has not sent a byte of HTTP. */
  async connect(options: ConnectOptions = {}, address = this.address()): Promise<RawClient> {
    return this.adopt(await RawClient.connect(address, { tls: this.tls, ...options }));
  }

  /** As `connect`, but without waiting for the connection. */
  open(options: ConnectOptions = {}, address = this.address()): RawClient {
    return this.adopt(new RawClient(address, { tls: this.tls, ...options }));
  }

  /** A keep-alive connection between two requests. */
  async connectIdle(address = this.address()): Promise<RawClient> {
    const client = await this.connect({}, address);
    const { headers } = await client.request("GET", "/ok").response();
    expect(headers.connection, "an app that keeps its connections alive").not.toBe("close");
    return client;
  }

  /** A client that is to be closed after the test. */
  adopt<Client extends { close(): void }>(client: Client): Client {
    this.#clients.push(client);
    return client;
  }

  /**
   * Resolves when the server has read what other clients wrote before: what was on the wire earlier is readable
   * earlier, so it is read before this request of its own is answered.
   */
  async roundTrip(): Promise<void> {
    const client = await this.connect();
    await client.request("GET", "/ok").response();
    await client.request("GET", "/ok").response();
    client.close();
    await client.closed();
  }

  /** Begins the shutdown and resolves when the drain has begun and no server listens any more. */
  async drain(): Promise<void> {
    void this.lifecycle.shutdown("test");
    await this.phase("draining");
    await this.listenersClosed();
  }

  /** Resolves when the lifecycle is in this phase, or beyond it. */
  async phase(name: PhaseName): Promise<void> {
    const order: PhaseName[] = ["serving", "lame-duck", "draining", "releasing", "closed"];
    const reached = new Condition();
    const off = this.lifecycle.on("phase", () => reached.changed());
    const current = () => this.lifecycle.phase.name;
    try {
      await reached.until(
        `the phase ${name}`,
        () => order.indexOf(current()) >= order.indexOf(name),
        () => `it is ${current()}`,
      );
    } finally {
      off();
    }
  }

  /** Node has no event for a server that has stopped listening with connections left, so this polls. */
  async listenersClosed(): Promise<void> {
    const looked = new Condition();
    const timer = setInterval(() => looked.changed(), 2);
    try {
      await looked.until(
        "every listener to be closed",
        () => this.servers.every((server) => !server.listening),
        () => `the phase is ${this.#lifecycle?.phase.name}`,
      );
    } finally {
      clearInterval(timer);
    }
  }

  /** Resolves to the report, within the bound of a wait. */
  report(): Promise<ShutdownReport> {
    return bounded("the end of the shutdown", this.lifecycle.shutdown("test"), () => {
      const { phase } = this.lifecycle;
      return `the phase is ${phase.name}, open: ${JSON.stringify(this.lifecycle.stats())}`;
    });
  }

  /** Like `report`; fails if something was cut or has failed. */
  async cleanReport(): Promise<ShutdownReport> {
    const report = await this.report();
    expect(report).toMatchObject({ outcome: "clean", cuts: [] });
    return report;
  }

  /** Closes everything, whatever the result of the test. */
  close(): void {
    for (const client of this.#clients) client.close();
    this.demo.openAll();
    // Not awaited: without clients a drain ends by itself, and a broken one must not fail the test twice.
    void this.#lifecycle?.shutdown("end of the test");
    for (const server of this.servers) {
      (server as Partial<HttpServer>).closeAllConnections?.();
      if (server.listening) server.close();
    }
  }

  async #made(): Promise<AppUnderTest> {
    this.#app ??= await this.#start({ demo: this.demo, tls: this.tls ? tlsIdentity : undefined });
    return this.#app;
  }
}
