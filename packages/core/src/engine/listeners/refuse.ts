import type { ServerResponse } from "node:http";
import type { ServerHttp2Stream } from "node:http2";

const BODY = "This instance is shutting down.\n";

const HEADERS = {
  // In seconds. Another instance may answer a client that retries soon.
  "retry-after": "1",
  "content-type": "text/plain; charset=utf-8",
  "content-length": Buffer.byteLength(BODY),
};

/** Answers a request with 503 in place of the application. */
export function refuse(response: ServerResponse): void {
  response.writeHead(503, HEADERS);
  response.end(BODY);
}

/** The same in HTTP/2. */
export function refuseStream(stream: ServerHttp2Stream): void {
  stream.respond({ ":status": 503, ...HEADERS });
  stream.end(BODY);
}
