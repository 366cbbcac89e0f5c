import type { ServerResponse } from "node:http";

/** Seconds. The client is to come back at once, and gets to another instance then. */
const RETRY_AFTER = "1";

const BODY = "This instance is shutting down.\n";

/** The engine's own answer to a request, in place of the application's. */
export function refuse(response: ServerResponse): void {
  response.writeHead(503, {
    "retry-after": RETRY_AFTER,
    "content-type": "text/plain; charset=utf-8",
    "content-length": Buffer.byteLength(BODY),
  });
  response.end(BODY);
}
