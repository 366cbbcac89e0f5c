import type { Server } from "../target.js";

/** Whether something is a server of Node, of any protocol and from any realm. */
export function isServer(value: unknown): value is Server {
  const server = value as Partial<Server> | null | undefined;
  return (
    typeof server === "object" &&
    typeof server?.listen === "function" &&
    typeof server.getConnections === "function" &&
    typeof server.prependListener === "function" &&
    typeof server.listening === "boolean"
  );
}
