import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { text } from "node:stream/consumers";
import { expect, onTestFinished, test } from "vitest";
import { createDrain } from "../src/create-drain.js";

/** What a client gets of `count` pipelined requests that are answered in the drain. */
async function answered(answer: (response: ServerResponse) => void, count = 1): Promise<string> {
  const server = createServer();
  const responses: ServerResponse[] = [];
  const inFlight = new Promise<void>((resolve) => {
    server.on("request", (_request, response) => {
      if (responses.push(response) === count) resolve();
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const drain = createDrain({ idleGraceMs: 0 }).add(server);
  const client = connect((server.address() as AddressInfo).port, "127.0.0.1");
  onTestFinished(() => void client.destroy());
  client.write("GET / HTTP/1.1\r\nHost: a\r\n\r\n".repeat(count));
  await inFlight;
  const drained = drain.drain();
  for (const response of responses) answer(response);
  const bytes = await text(client);
  await drained;
  return bytes;
}

const connections = (bytes: string) =>
  [...bytes.matchAll(/^connection: (.*)\r$/gim)].map(([, value]) => value);

test.each<[string, (response: ServerResponse) => void]>([
  ["setHeader", (response) => response.setHeader("Connection", "keep-alive").end("ok")],
  ["writeHead", (response) => response.writeHead(200, { connection: "keep-alive", "x-a": "b" }).end("ok")],
  ["a list", (response) => response.writeHead(200, ["Connection", "keep-alive", "x-a", "b"]).end("ok")],
  ["a status message", (response) => response.writeHead(200, "OK", { Connection: "keep-alive" }).end("ok")],
  [
    "both",
    (response) => response.setHeader("x-a", "b").writeHead(200, { Connection: "keep-alive" }).end("ok"),
  ],
  ["nothing", (response) => response.end("ok")],
  [
    "writeHead again, after one that threw",
    (response) => {
      expect(() => response.writeHead(200, { "x-a": "\u0001" })).toThrow("Invalid character");
      response.writeHead(200, { Connection: "keep-alive" }).end("ok");
    },
  ],
])("a response in flight says close, whatever its handler says of the connection: %s", async (_, answer) => {
  const bytes = await answered(answer);
  expect(connections(bytes)).toEqual(["close"]);
  expect(bytes).toMatch(/ok/);
});

test("of two that are pipelined only the last says close", async () => {
  const bytes = await answered((response) => response.setHeader("Connection", "keep-alive").end("ok"), 2);
  expect(connections(bytes)).toEqual(["keep-alive", "close"]);
});
