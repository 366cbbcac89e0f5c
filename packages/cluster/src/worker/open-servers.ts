import { Server as NetServer } from "node:net";
import type { Server } from "@x/graceful-core";
import { discoverServers } from "@x/graceful-core/adapter";

/** The servers of this process that listen. */
export class OpenServers {
  readonly #open = new Set<Server>();
  readonly #ignored = new WeakSet<Server>();
  readonly #listeners = new Set<(server: Server) => void>();

  constructor() {
    discoverServers(
      (server) => !this.#ignored.has(server),
      (server) => {
        if (server.listening) this.#add(server);
        else server.once("listening", () => this.#add(server));
      },
    );
  }

  /** Calls `run` whenever one has begun to listen, a turn of the event loop later. */
  onListening(run: (server: Server) => void): void {
    this.#listeners.add(run);
  }

  /** Leaves out a server of this package, which is not the program's. */
  ignore(server: Server): void {
    this.#ignored.add(server);
  }

  isIgnored(server: Server): boolean {
    return this.#ignored.has(server);
  }

  get all(): readonly Server[] {
    return [...this.#open];
  }

  /**
   * Takes no new connection any more. By `close` of `net`: that of `http` destroys idle connections with a request on
   * its way to them. The other workers have the same socket, and with it whoever waits in it: no turn has to be quiet.
   */
  closeAll(): void {
    for (const server of this.#open) if (server.listening) NetServer.prototype.close.call(server);
  }

  #add(server: Server): void {
    if (!this.#open.has(server)) server.once("close", () => this.#open.delete(server));
    this.#open.add(server);
    setImmediate(() => {
      for (const run of this.#listeners) run(server);
    });
  }
}
