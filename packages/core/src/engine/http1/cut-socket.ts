import type { ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { sentHeader } from "./sent-header.js";

/**
 * Destroys a connection with a request in flight. Where the response ends with its connection, as in HTTP/1.0, the
 * client would take a FIN for the end of the response: there the connection is reset. A Unix socket has no reset. On
 * TLS the missing close_notify tells a client that checks for it.
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
