import { Socket } from "node:net";
import type { Duplex } from "node:stream";
import { replaceMethod } from "../../support/replace-method.js";
import type { Server } from "../../target.js";
import { isNodeServer } from "../listeners/is-node-server.js";

/**
 * The object on which `destroy` has to be replaced for a socket: the prototype, or the socket if it has a `destroy` of
 * its own.
 */
export function holderOf(socket: object): object {
  return Object.hasOwn(socket, "destroy") ? socket : Object.getPrototypeOf(socket);
}

/**
 * Returns the HTTP/1 connections that Node takes for idle, which are those that `closeIdleConnections` would close.
 * None is closed: meanwhile `destroy` is replaced on all `holders`, the `holderOf` of every tracked socket. Returns
 * `undefined` if Node cannot be asked because a holder is frozen. A server that is not Node's own is not asked, since
 * it would close the connections.
 *
 * The answer misleads twice. A connection that never sent a byte is idle for Node 26, and not for earlier versions:
 * check `bytesRead`. A connection whose response is ended but not flushed is idle too: closing it would truncate the
 * response.
 */
export function idleSockets(servers: Iterable<Server>, holders: ReadonlySet<object>): Duplex[] | undefined {
  if (holders.size === 0) return [];
  const idle: Duplex[] = [];
  const undo: (() => void)[] = [];
  const note = function (this: Duplex): Duplex {
    idle.push(this);
    return this;
  };
  try {
    // Node's list includes connections that are not tracked, and these must stay open.
    for (const holder of new Set([Socket.prototype, ...holders])) {
      undo.push(replaceMethod(holder as Pick<Duplex, "destroy">, "destroy", note));
    }
    for (const server of servers) {
      if (!isNodeServer(server)) continue;
      // The method of the prototype: one on the server itself, put there by somebody else, may do more.
      Object.getPrototypeOf(server).closeIdleConnections?.call(server);
    }
  } catch {
    return undefined;
  } finally {
    for (const step of undo) step();
  }
  return idle;
}
