import { once } from "node:events";
import type { IncomingHttpHeaders, ServerHttp2Stream } from "node:http2";
import { pipeline } from "node:stream";
import type { Demo, DemoAnswer } from "./demo.js";

/** The demo app on nothing but the streams of `node:http2`. */
export function http2StreamHandler(demo: Demo) {
  const routes = demo.routes.map((route) => ({
    route,
    pattern: new RegExp(`^${route.path.replace(":name", "(?<name>[^/]+)")}$`),
  }));
  return async (stream: ServerHttp2Stream, headers: IncomingHttpHeaders) => {
    stream.on("error", () => {});
    for (const { route, pattern } of routes) {
      const match = pattern.exec(headers[":path"] ?? "");
      if (!match) continue;
      send(stream, await route.answer({ name: match.groups?.name ?? "", text: () => textOf(stream) }));
      return;
    }
    stream.respond({ ":status": 404 }, { endStream: true });
  };
}

function send(stream: ServerHttp2Stream, { status, headers, body }: DemoAnswer): void {
  if (stream.destroyed) return;
  // HTTP/2 has no such header.
  const { connection, ...allowed } = headers;
  stream.respond({ ":status": status, ...allowed });
  if (typeof body === "string" || Buffer.isBuffer(body)) stream.end(body);
  else pipeline(body, stream, () => {});
}

/** Not `text()` of `node:stream/consumers`: that ends both sides of a stream when it has read one. */
async function textOf(stream: ServerHttp2Stream): Promise<string> {
  const chunks: Buffer[] = [];
  stream.on("data", (chunk: Buffer) => chunks.push(chunk));
  await once(stream, "end");
  return Buffer.concat(chunks).toString();
}
