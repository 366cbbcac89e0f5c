import type { Server } from "../../target.js";

/**
 * What a server speaks, found by its public methods: `instanceof` would make core load the module of every protocol.
 */
export interface ServerKind {
  readonly protocol: "http1" | "http2" | "raw";
  readonly secure: boolean;
}

export function kindOf(server: Server): ServerKind {
  const protocol = "updateSettings" in server ? "http2" : "closeIdleConnections" in server ? "http1" : "raw";
  return { protocol, secure: "setSecureContext" in server };
}
