import type { Server } from "../../target.js";

/** What a server speaks, by its public methods: `instanceof` would make core load the module of every protocol. */
export function protocolOf(server: Server): "http1" | "http2" | "raw" {
  if ("updateSettings" in server) return "http2";
  return "closeIdleConnections" in server ? "http1" : "raw";
}
