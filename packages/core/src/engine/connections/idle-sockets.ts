import { Socket } from "node:net";
import type { Duplex } from "node:stream";
import type { Server } from "../../target.js";

/** Where `destroy` is held back for a socket: on its prototype, or on itself if somebody gave it a `destroy` of its own. */
export function holderOf(socket: object): object {
  return Object.hasOwn(socket, "destroy") ? socket : Object.getPrototypeOf(socket);
}

/**
 * The HTTP/1 connections that Node holds for idle: those that `closeIdleConnections` would close. It closes none, since `destroy` is
 * held back at all `holders`, the `holderOf` of every tracked socket. `undefined` where one is frozen: then nothing was asked.
 *
 * The answer misleads twice. A connection that never sent a byte is idle on Node 26 and not before: look at `bytesRead`. One whose
 * response is ended but not flushed is idle as well: to close it would truncate the response.
 */
export function idleSockets(servers: Iterable<Server>, holders: ReadonlySet<object>): Duplex[] | undefined {
  if (holders.size === 0) return [];
  const idle: Duplex[] = [];
  const undo: (() => void)[] = [];
  const note = {
    configurable: true,
    writable: true,
    value(this: Duplex) {
      idle.push(this);
      return this;
    },
  };
  try {
    // A connection that is not tracked is in Node's list as well, and is to stay open.
    for (const holder of new Set([Socket.prototype, ...holders])) {
      const own = Object.getOwnPropertyDescriptor(holder, "destroy");
      if (!Reflect.defineProperty(holder, "destroy", note)) return undefined;
      undo.push(() => {
        if (own) Object.defineProperty(holder, "destroy", own);
        else Reflect.deleteProperty(holder, "destroy");
      });
    }
    for (const server of servers) {
      // Not what somebody put on the server itself, which may do more.
      const { closeIdleConnections } = Object.getPrototypeOf(server) as { closeIdleConnections?(): void };
      closeIdleConnections?.call(server);
    }
  } finally {
    for (const step of undo) step();
  }
  return idle;
}
