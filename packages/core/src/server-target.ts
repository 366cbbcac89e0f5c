import { GracefulError } from "./errors.js";
import { wasClosed } from "./listening.js";
import type { Server, Target } from "./target.js";

/** Whether something is a server of Node, of any kind, from any realm. */
export function isServer(value: unknown): value is Server {
  const server = value as Partial<Server> | null;
  return (
    typeof server === "object" &&
    server !== null &&
    typeof server.listen === "function" &&
    typeof server.getConnections === "function" &&
    typeof server.prependListener === "function" &&
    typeof server.listening === "boolean"
  );
}

/** A bare server as a target: nothing to find, and no shutdown of its own besides the drain. */
export function serverTarget(server: Server): Target {
  if (wasClosed(server)) {
    throw new GracefulError(
      "SERVER_CLOSED",
      "This server is closed already. Give it to graceful() before you close it",
    );
  }
  return {
    name: "server",
    app: server,
    servers(found) {
      found(server);
      return () => {};
    },
    probe() {
      throw new GracefulError(
        "INVALID_OPTION",
        "A bare server has no routing to serve health probes: give `health.port`",
      );
    },
    async close() {},
  };
}
