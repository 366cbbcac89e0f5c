import type { ServerResponse } from "node:http";
import type { ServerHttp2Stream } from "node:http2";

const BODY = "This instance is shutting down.\n";

const HEADERS = {
  // Seconds. The client is to come back at once, and gets to another instance then.
  "retry-after": "1",
  "content-type": "text/plain; charset=utf-8",
  "content-length": Buffer.byteLength(BODY),
};

/** The engine's own answer to a request, in place of the application's. */
export function refuse(response: ServerResponse): void {
  response.writeHead(503, HEADERS);
  response.end(BODY);
}

/** The same in HTTP/2. */
export function refuseStream(stream: ServerHttp2Stream): void {
  stream.respond({ ":status": 503, ...HEADERS });
  stream.end(BODY);
}
