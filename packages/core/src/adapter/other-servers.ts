import { Server as NetServer } from "node:net";
import { builtinHttp } from "../process/builtin-http.js";
import { replaceMethod } from "../support/replace-method.js";
import type { Server } from "../target.js";

/** `listen` of the HTTP servers of this runtime, where they are its own and `node:net` tells nobody of them: Bun's. */
function ownListen(): { listen(...given: unknown[]): unknown } | undefined {
  const prototype: object | undefined = builtinHttp()?.Server.prototype;
  return prototype && !(prototype instanceof NetServer)
    ? (prototype as ReturnType<typeof ownListen>)
    : undefined;
}

/**
 * Whether a server that listens already is known to nobody. Only where the application serves HTTP: this loads its
 * module.
 */
export function hidesServers(): boolean {
  return ownListen() !== undefined;
}

/**
 * Calls `begins` with every HTTP server from inside its `listen()`, where no channel tells of it. By a method of ours
 * on the prototype, since such a runtime offers no other way (record 24). It stays as long as the process, as the
 * subscription does elsewhere.
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
