import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import { connect as connectHttp2, createServer as createHttp2Server } from "node:http2";
import { createDrain } from "@x/graceful-core";
import { expect, test } from "vitest";
import { connect, listen } from "./wire.js";

test("the stats name the request that has been in flight the longest, over all connections", async () => {
  const server = createServer();
  const drain = createDrain({ idleGraceMs: 0 }).add(server);
  const oldest = () => drain.stats().requests.oldest;
  const port = await listen(server);
  const responses: ServerResponse[] = [];
  server.on("request", (_, response) => responses.push(response));
  for (const path of ["/first", "/second"]) {
    // The one pipelined behind it is younger, but older than what comes on the next connection.
    (await connect(port)).get(path).get(`${path}/again`);
    const count = responses.length + 2;
    while (responses.length < count) await once(server, "request");
  }
  expect(oldest()).toMatchObject({ method: "GET", url: "/first" });
  expect(oldest()?.ageMs).toBeGreaterThan(0);
  responses[0]?.end();
  await once(responses[0] as ServerResponse, "close");
  expect(oldest()?.url).toBe("/first/again");
  responses[1]?.end();
  await once(responses[1] as ServerResponse, "close");
  expect(oldest()?.url).toBe("/second");
  for (const response of responses.slice(2)) response.end();
  await drain.drain();
  expect(oldest()).toBeUndefined();
});

test("a stream of HTTP/2 is a request like any other", async () => {
  const server = createHttp2Server();
  const drain = createDrain({ idleGraceMs: 0 }).add(server);
  const session = connectHttp2(`http://127.0.0.1:${await listen(server)}`);
  session.request({ ":method": "DELETE", ":path": "/older" });
  const [stream] = await once(server, "stream");
  expect(drain.stats().requests).toMatchObject({
    inFlight: 1,
    oldest: { method: "DELETE", url: "/older" },
  });
  stream.respond({}, { endStream: true });
  await drain.drain();
  session.destroy();
});
