import type { IncomingMessage } from "node:http";

/**
 * Whether a client is still sending a request body. A server that is not Node's own closes the connection at once after
 * a response that says close, even if the client is still sending, so such a response has to wait for the body.
 */
export function isBodyArriving({ headers, complete }: IncomingMessage): boolean {
  return !complete && (Number(headers["content-length"]) > 0 || "transfer-encoding" in headers);
}
