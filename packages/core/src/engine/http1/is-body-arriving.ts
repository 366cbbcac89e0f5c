import type { IncomingMessage } from "node:http";

/**
 * Whether a client is still sending. A server that is not Node's own closes at once behind an answer that says close,
 * under that client: there an answer may say so behind the body.
 */
export function isBodyArriving({ headers, complete }: IncomingMessage): boolean {
  return !complete && (Number(headers["content-length"] ?? 0) > 0 || "transfer-encoding" in headers);
}
