import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import type { ListenOptions, Server } from "node:net";
import { pipeline } from "node:stream";
import { text } from "node:stream/consumers";
import type { ListenOn } from "./app-under-test.js";
import type { Demo, DemoAnswer } from "./demo.js";

/** The demo app on nothing but `node:http`. */
export function nodeHandler(demo: Demo): RequestListener {
  const routes = demo.routes.map((route) => ({
    route,
    pattern: new RegExp(`^${route.path.replace(":name", "(?<name>[^/]+)")}$`),
  }));
  return (request, response) => {
    for (const { route, pattern } of routes) {
      const match = pattern.exec(request.url ?? "");
      if (!match) continue;
      const answer = route.answer({ name: match.groups?.name ?? "", text: () => text(request) });
      if (answer instanceof Promise) void answer.then((late) => send(response, late));
      else send(response, answer);
      return;
    }
    notFound(request, response);
  };
}

/** Sends an answer that is written by hand. */
export function writeByHand(response: ServerResponse, { status, headers, body }: DemoAnswer): void {
  response.writeHead(status, headers);
  // Where the client is gone by now, that is its business.
  if (typeof body === "string" || Buffer.isBuffer(body)) response.end(body);
  else pipeline(body, response, () => {});
}

function send(response: ServerResponse, answer: DemoAnswer): void {
  if (answer.isWrittenByHand) return void writeByHand(response, answer);
  const { status, headers, body } = answer;
  response.statusCode = status;
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  // Where the client is gone by now, that is its business.
  if (typeof body !== "string" && !Buffer.isBuffer(body)) return void pipeline(body, response, () => {});
  // Without it Node keeps no HTTP/1.0 connection alive.
  response.setHeader("content-length", Buffer.byteLength(body));
  response.end(body);
}

function notFound(request: IncomingMessage, response: ServerResponse): void {
  response.statusCode = 404;
  response.end(`no route for ${request.method} ${request.url}`);
}

/** `server.listen`, for targets whose framework leaves listening to Node. */
export function listening<S extends Server>(server: S, on: ListenOn): Promise<S> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(on satisfies ListenOptions, () => {
      server.off("error", reject);
      resolve(server);
    });
  });
}
