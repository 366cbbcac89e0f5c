import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import { createDrain } from "@x/graceful-core";
import { describe, expect, test } from "vitest";
import { connect, listen } from "./wire.js";

describe("a connection whose request was answered before its body came", () => {
  test.each([
    ["GET", "content-LENGTH: 5", "hello"],
    ["GET", "Transfer-Encoding: chunked", "5\r\nhello\r\n0\r\n\r\n"],
    ["POST", "Content-Length: 5", "hello"],
  ])("is idle behind it: %s with %s", async (method, header, body) => {
    const requests: IncomingMessage[] = [];
    const server = createServer((request, response) => {
      requests.push(request);
      response.end("answered");
    });
    const drain = createDrain({ idleGraceMs: 0, drainMs: 500 }).add(server);
    const client = await connect(await listen(server));
    client.write(`${method} / HTTP/1.1\r\nHost: localhost\r\n${header}\r\n\r\n`);
    await client.receives("answered");
    const isRead = once(requests[0] as IncomingMessage, "close");
    client.write(body);
    await isRead;
    expect(drain.stats().connections).toMatchObject({ idle: 1, receiving: 0 });
    expect(await drain.drain()).toMatchObject({ connections: { closed: 1, cut: 0 }, cuts: [] });
  });

  test("receives again when a part of the next one has come", async () => {
    const server = createServer((_, response) => response.end("answered"));
    const drain = createDrain({ idleGraceMs: 0 }).add(server);
    const client = await connect(await listen(server));
    await client.get("/").receives("answered");
    client.write("GET /next HT");
    while (drain.stats().connections.receiving === 0) await new Promise(setImmediate);
    expect(drain.stats().connections).toMatchObject({ total: 1, receiving: 1 });
    client.write("TP/1.1\r\nHost: localhost\r\n\r\n");
    await client.receives("answered", 2);
    await drain.drain();
  });
});
