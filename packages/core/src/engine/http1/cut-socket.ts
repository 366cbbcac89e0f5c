import type { ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { sentHeader } from "./sent-header.js";

/**
 * Destroys a connection with a request in flight. If the response ends with the connection, as in HTTP/1.0, the client
 * would take a FIN for the end of the response, so the connection is reset. A Unix socket cannot be reset. On TLS the
 * missing close_notify shows the truncation to a client that checks for it.
 */
export function cutSocket(socket: Socket, sending: ServerResponse | undefined): void {
  try {
    // Node leaks the handle if a reset meets a FIN that is just being sent.
    if (sending && !socket.writableEnded && endsWithConnection(sending)) socket.resetAndDestroy();
  } catch {
    // A Unix socket, or a method of the response that the application has replaced.
  }
  socket.destroy();
}

/** Whether neither chunks nor a length say where the response ends. */
function endsWithConnection(response: ServerResponse): boolean {
  if (!response.headersSent || response.chunkedEncoding) return false;
  return !sentHeader(response, "content-length") && !response.hasHeader("content-length");
}
