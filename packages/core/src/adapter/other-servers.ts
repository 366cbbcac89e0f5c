import type * as http from "node:http";
import { Server as NetServer } from "node:net";
import { replaceMethod } from "../support/replace-method.js";
import { requireBuiltin } from "../support/require-builtin.js";
import type { Server } from "../target.js";

/** `listen` of the runtime's own HTTP servers, if they are not servers of `node:net`, whose channel we use: Bun's. */
function ownListen(): { listen(...given: unknown[]): unknown } | undefined {
  const prototype: object = requireBuiltin<typeof http>("node:http").Server.prototype;
  return prototype instanceof NetServer ? undefined : (prototype as ReturnType<typeof ownListen>);
}

/**
 * Whether servers that already listen cannot be found. Call it only if the application serves HTTP: it loads that
 * module.
 */
export function hidesServers(): boolean {
  return ownListen() !== undefined;
}

/**
 * Calls `begins` with every HTTP server from inside its `listen()`, on a runtime without a channel for that. It wraps
 * the method on the prototype, since such a runtime offers no other way (record 24). Like the subscription elsewhere,
 * the wrapper is never removed.
 */
export function watchOtherServers(begins: (server: Server) => void): void {
  const owner = ownListen();
  if (!owner) return;
  const { listen } = owner;
  replaceMethod(owner, "listen", function (this: Server, ...given) {
    begins(this);
    return listen.apply(this, given);
  } as typeof listen);
}
