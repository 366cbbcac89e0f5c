import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { graceful, type Lifecycle, type ShutdownPlan } from "@x/graceful-core";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { type WebSocket, WebSocketServer } from "ws";
import { type OpenBrowser, openBrowser } from "./browser.js";
import { type LateFront, lateFront } from "./late-front.js";

const PAGE = `<!doctype html><link rel="icon" href="data:," /><script>
  const seen = [];
  const socket = new WebSocket("ws://" + location.host);
  socket.onopen = () => seen.push("open");
  socket.onerror = () => seen.push("error");
  socket.onclose = ({ code, reason, wasClean }) => seen.push([code, reason, wasClean ? "clean" : "unclean"].join(" "));
</script>`;
const QUIET: ShutdownPlan = { signals: false, exit: false, logger: false };
const TALK_EVERY_MS = 5;

let browser: OpenBrowser;
beforeAll(async () => {
  browser = await openBrowser();
}, 60_000);
afterAll(() => browser?.close());

let front: LateFront | undefined;
afterEach(() => front?.close());

/** What a page sees of its WebSocket when its server shuts down, from a little further away. */
async function seenOf(
  attach: (clients: Set<WebSocket>) => { plan?: ShutdownPlan; after?: (lifecycle: Lifecycle) => void },
  greet: (client: WebSocket) => void = () => {},
): Promise<string[]> {
  const sockets = new WebSocketServer({ noServer: true });
  const server = createServer((_request, response) => {
    response.setHeader("content-type", "text/html").end(PAGE);
  }).on("upgrade", (...upgrade) => sockets.handleUpgrade(...upgrade, greet));
  const { plan, after } = attach(sockets.clients);
  const lifecycle = graceful(server, { ...QUIET, ...plan });
  after?.(lifecycle);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  front = await lateFront((server.address() as AddressInfo).port);
  const tab = await browser.context.newPage();
  await tab.goto(`http://127.0.0.1:${front.port}/`);
  await tab.waitForFunction("seen.length > 0");
  await lifecycle.shutdown();
  await tab.waitForFunction("socket.readyState === WebSocket.CLOSED");
  const seen = await tab.evaluate<string[]>("seen");
  await tab.close();
  return seen;
}

const closeAll = (clients: Set<WebSocket>) => () => {
  for (const client of clients) client.close(4000, "moving");
};

describe("a WebSocket of Chromium, whose server is not on the same machine", () => {
  test("is closed cleanly with 1001 by the engine, though ws answers the browser's answer", async () => {
    expect(await seenOf(() => ({}))).toEqual(["open", "1001  clean"]);
  });

  test("is closed cleanly with 1001 while its application goes on sending", async () => {
    const talk = (client: WebSocket) => {
      const timer = setInterval(() => client.send("still here"), TALK_EVERY_MS);
      client.on("close", () => clearInterval(timer));
    };
    expect(await seenOf(() => ({}), talk)).toEqual(["open", "1001  clean"]);
  });

  test("is closed with the code and reason of the application's `onDrain`", async () => {
    const seen = await seenOf((clients) => ({ plan: { onDrain: closeAll(clients) } }));
    expect(seen).toEqual(["open", "4000 moving clean"]);
  });

  test("is closed with the code and reason of a listener of `lifecycle.signal`", async () => {
    const seen = await seenOf((clients) => ({
      after: ({ signal }) => signal.addEventListener("abort", closeAll(clients)),
    }));
    expect(seen).toEqual(["open", "4000 moving clean"]);
  });
});
