import { Server as NetServer } from "node:net";

/**
 * Whether the listener and the sockets of a server are those of `node:net`, as on Node and Deno. Bun has an HTTP
 * server of its own: no channel tells of its requests, it shows a connection when that sends, its sockets count no
 * bytes, `closeIdleConnections` passes by their `destroy`, and of `close` there is none but its own, which closes
 * what is idle as well (record 24).
 */
export function isNodeServer(server: object): boolean {
  return server instanceof NetServer || !("closeIdleConnections" in server);
}
