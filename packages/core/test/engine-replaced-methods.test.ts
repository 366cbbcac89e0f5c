import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { text } from "node:stream/consumers";
import { expect, onTestFinished, test } from "vitest";
import { createDrain } from "../src/create-drain.js";

const boom = () => {
  throw new Error("boom");
};

/** A drain with a response that `spoil` has changed before the drain, and an ordinary one. */
async function drained(spoil: (response: ServerResponse) => void, version = "1.1") {
  const server = createServer();
  const told: string[] = [];
  const drain = createDrain({
    idleGraceMs: 0,
    drainMs: 200,
    spreadMs: 0,
    onError: ({ message, cause }) => told.push(`${message}, ${(cause as Error).name}`),
  }).add(server);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;

  async function ask(path: string) {
    const client = connect(port, "127.0.0.1");
    onTestFinished(() => void client.destroy());
    client.on("error", () => {});
    client.write(`GET ${path} HTTP/${version}\r\nHost: a\r\n\r\n`);
    const [, response] = (await once(server, "request")) as [unknown, ServerResponse];
    return { response, received: text(client).catch(({ code }) => code) };
  }

  const bad = await ask("/bad");
  spoil(bad.response);
  const good = await ask("/good");
  const result = drain.drain();
  good.response.end("good");
  return { told, bad, good: await good.received, result };
}

test.each<[string, (response: ServerResponse) => void, string[]]>([
  [
    "getHeader throws",
    (response) => {
      response.writeHead(200, { "content-type": "text/event-stream" }).write("data: 1\n\n");
      response.getHeader = boom;
    },
    ["`response` failed: boom, Error"],
  ],
  [
    "writeHead is read-only",
    (response) => Object.defineProperty(response, "writeHead", { value: response.writeHead }),
    [
      "`response` failed: Cannot assign to read only property 'writeHead' of object '#<ServerResponse>', TypeError",
    ],
  ],
  [
    "on throws",
    (response) => {
      response.on = boom;
    },
    ["`response` failed: boom, Error"],
  ],
])(
  "a response whose %s is reported, waited for and cut, and the others are drained",
  async (_, spoil, errors) => {
    const { told, good, result } = await drained(spoil);
    expect(good).toMatch(/connection: close\r[\s\S]*good/i);
    expect(told).toEqual(errors);
    expect((await result).requests).toMatchObject({ total: 2, answered: 1, cut: 1 });
  },
);

test("a handler whose response refuses the header that says close sends its answer", async () => {
  const { told, bad, result } = await drained((response) => {
    response.setHeader("Connection", "keep-alive");
    response.setHeader = boom;
  });
  bad.response.end("bad");
  expect(await bad.received).toMatch(/bad/);
  expect(told).toEqual(["`response` failed: boom, Error"]);
  expect((await result).requests).toMatchObject({ answered: 2, cut: 0 });
});

test("a response that ends with its connection is cut although its hasHeader throws", async () => {
  const { result } = await drained((response) => {
    response.write("part");
    response.hasHeader = boom;
  }, "1.0");
  const { connections, requests } = await result;
  expect(requests).toMatchObject({ answered: 1, cut: 1 });
  expect(connections).toEqual({ total: 2, closed: 1, cut: 1, untracked: 0 });
});
