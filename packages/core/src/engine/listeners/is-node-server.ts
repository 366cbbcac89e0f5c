import { Server as NetServer } from "node:net";

/**
 * Whether the listener and the sockets of a server are those of `node:net`, as on Node and Deno. Bun has an HTTP
 * server of its own: no channel reports its requests, a connection is invisible until it sends something, its sockets
 * do not count bytes, `closeIdleConnections` does not call their `destroy`, and its `close`, the only way to close
 * the listener, also closes idle connections (record 24).
 */
export function isNodeServer(server: object): boolean {
  return server instanceof NetServer || !("closeIdleConnections" in server);
}
