import { Server as NetServer } from "node:net";
import type { Server } from "@x/graceful-core";
import { discoverServers } from "@x/graceful-core/adapter";

/** The servers of this process that are listening. */
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

  /** Calls `run` one turn of the event loop after a server has begun to listen. */
  onListening(run: (server: Server) => void): void {
    this.#listeners.add(run);
  }

  /** Excludes a server that belongs to this package and not to the program. */
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
   * Closes all listeners, by `close` of `net`: `close` of `http` would destroy idle connections, to which a request may
   * be on its way. Connections that wait in the shared socket are accepted by the other workers, so this can be done in
   * any turn.
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
