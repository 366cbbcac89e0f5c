import type { Server } from "../../target.js";

/**
 * What a server speaks, found by its public methods: `instanceof` would make core load the module of every protocol.
 */
export interface ServerKind {
  readonly protocol: "http1" | "http2" | "raw";
  readonly secure: boolean;
}

export function kindOf(server: Server): ServerKind {
  const secure = "setSecureContext" in server;
  if ("updateSettings" in server) return { protocol: "http2", secure };
  if ("closeIdleConnections" in server) return { protocol: "http1", secure };
  return { protocol: "raw", secure };
}
