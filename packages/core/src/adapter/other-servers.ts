import { Server as NetServer } from "node:net";
import { replaceMethod } from "../support/replace-method.js";
import type { Server } from "../target.js";

/** `listen` of the HTTP servers of this runtime, where they are its own and `node:net` tells nobody of them: Bun's. */
function ownListen(): { listen(...given: unknown[]): unknown } | undefined {
  // Not imported: core is to load no protocol's module that its application does not use. Node before 20.16 lacks it, no other does.
  const prototype: object | undefined = process.getBuiltinModule?.("node:http").Server.prototype;
  return prototype && !(prototype instanceof NetServer)
    ? (prototype as ReturnType<typeof ownListen>)
    : undefined;
}

/** Whether a server that listens already is known to nobody. Only where the application serves HTTP: this loads its module. */
export function hidesServers(): boolean {
  return ownListen() !== undefined;
}

/**
 * Calls `begins` with every HTTP server from inside its `listen()`, where no channel tells of it. By a method of ours on the prototype,
 * since such a runtime offers no other way (record 20). It stays as long as the process, as the subscription does elsewhere.
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
