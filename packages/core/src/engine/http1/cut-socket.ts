import type { ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { sentHeader } from "./sent-header.js";

/**
 * Destroys a connection in the middle of what is going on. Behind an answer that ends where its connection does, as in HTTP/1.0, the
 * client would take a FIN for its last byte: there by a reset. A socket that is no TCP has none. In TLS a client that looks can tell
 * by the missing close_notify.
 */
export function cutSocket(socket: Socket, sending: ServerResponse | undefined): void {
  // Node leaks the handle if a reset meets a FIN that is just being sent.
  if (!sending || socket.writableEnded || !endsWithConnection(sending)) {
    socket.destroy();
    return;
  }
  try {
    socket.resetAndDestroy();
  } catch {
    socket.destroy();
  }
}

/** Neither chunks nor a length say where it ends. */
function endsWithConnection(response: ServerResponse): boolean {
  if (!response.headersSent || response.chunkedEncoding) return false;
  return !sentHeader(response, "content-length") && !response.hasHeader("content-length");
}
