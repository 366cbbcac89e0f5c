import { readFileSync } from "node:fs";

const EVENT_EVERY_MS = 50;
const RECONNECT_MS = 200;
/** So that requests are in flight at every moment, and so at the signal. */
const ITEM_MS = 30;

const name = process.argv[3];
const page = (url) => readFileSync(new URL(`../pages${url}.html`, import.meta.url), "utf8");

/** Written for the requests and responses of both protocols, by Express and without it. */
export function sendPage(request, response) {
  // The spare connection: the browser is told that it will need this server by its other name, too, and never asks
  // there.
  const { host = request.headers[":authority"] } = request.headers;
  const spare = `//${host.replace("127.0.0.1", "localhost")}`;
  response.writeHead(200, { "content-type": "text/html" });
  response.end(page(request.url).replace("SPARE_ORIGIN", spare));
}

/** The name of this server and what it was sent, so that a page sees who answered and that its body arrived whole. */
export async function answerItem(request, response) {
  let body = "";
  for await (const chunk of request) body += chunk;
  setTimeout(() => {
    response.writeHead(200, { "content-type": "application/json", "cache-control": "no-store" });
    response.end(JSON.stringify({ server: name, method: request.method, body }));
  }, ITEM_MS);
}

export function sendEvents(_request, response) {
  response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store" });
  response.write(`retry: ${RECONNECT_MS}\n\n`);
  const timer = setInterval(() => response.write(`data: ${name}\n\n`), EVENT_EVERY_MS);
  response.once("close", () => clearInterval(timer));
}
