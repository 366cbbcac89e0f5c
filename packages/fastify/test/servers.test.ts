import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { type ClientHttp2Session, connect } from "node:http2";
import type { AddressInfo, Server } from "node:net";
import { text } from "node:stream/consumers";
import { discoverServers } from "@x/graceful-core/adapter";
import type { FastifyServerOptions } from "fastify";
import { describe, expect, onTestFinished, test } from "vitest";
import { expectAnswersInDrain } from "../../../conformance/src/expect-answers-in-drain.js";
import { refused } from "../../../conformance/src/fate.js";
import { lookUpLate, stubLocalhost } from "../../../conformance/src/localhost.js";
import { patient } from "../../../conformance/src/plans.js";
import { bounded } from "../../../test-kit/condition.mjs";
import { tlsIdentity } from "../../../test-kit/tls-identity.mjs";
import { majors, stageFor } from "./majors.js";

describe.each(majors)("%s", (_, fastify) => {
  describe("the second server that it has on localhost", () => {
    async function onLocalhost(moment: "before" | "after", options: FastifyServerOptions = {}) {
      stubLocalhost();
      const app = fastify(options);
      const stage = stageFor(app);
      if (moment === "before") await stage.attach();
      const servers: Server[] = [];
      const isOurs = (server: Server) => server.listeners("request").includes(app.routing);
      onTestFinished(discoverServers(isOurs, (server) => servers.push(server)));
      await stage.listen({ port: 0, host: "localhost" });
      const [first, second] = servers;
      if (moment === "after") await stage.attach();
      if (!second) throw new Error("there is no second server");
      expect(first).toBe(app.server);
      const { port, address } = second.address() as AddressInfo;
      expect(address).toBe("127.0.0.2");
      stage.track(second);
      return { app, stage, there: { port, host: address } };
    }

    test.each(["before", "after"] as const)("drains like the first, made graceful %s", async (moment) => {
      const { stage, there } = await onLocalhost(moment);
      const busy = [await stage.connect(), await stage.connect({}, there)];
      for (const client of busy) client.request("GET", "/gate/a");
      await stage.demo.ran("/gate/a", 2);
      expect(stage.lifecycle.stats().requests).toMatchObject({ inFlight: 2 });
      await stage.drain();
      expect(await refused(stage)).toBe(true);
      expect(await refused(stage, there)).toBe(true);
      stage.demo.open("a");
      for (const client of busy) {
        expect(await client.response()).toMatchObject({ text: "a", headers: { connection: "close" } });
        await client.ended();
      }
      const { connections, requests } = await stage.cleanReport();
      expect(connections).toMatchObject({ total: 2, closed: 2 });
      expect(requests).toMatchObject({ total: 2, answered: 2 });
    });

    test("drains first when the application closes", async () => {
      const { app, stage, there } = await onLocalhost("before");
      const kept = await stage.connectIdle(there);
      const busy = await stage.connect({}, there);
      busy.request("GET", "/gate/a");
      await stage.demo.ran("/gate/a");
      const closed = app.close();
      await stage.phase("draining");
      await stage.listenersClosed();
      expect(await kept.request("GET", "/ok").response()).toMatchObject({
        status: 200,
        headers: { connection: "close" },
      });
      stage.demo.open("a");
      expect(await busy.response()).toMatchObject({ status: 200, text: "a" });
      await bounded("close() to resolve", closed);
      await stage.cleanReport();
    });

    test.each(["before", "after"] as const)(
      "is not closed under its requests when the first one is closed, made graceful %s, whatever is forced",
      async (moment) => {
        const { stage, there } = await onLocalhost(moment, { forceCloseConnections: true });
        const kept = await stage.connectIdle(there);
        const busy = await stage.connect({}, there);
        busy.request("GET", "/stream/a");
        await busy.receives("first,");
        const [first] = stage.servers;
        const closed = new Promise((resolve) => first?.once("close", resolve));
        await stage.drain();
        await bounded("the first server to close", closed);
        expect(await kept.request("GET", "/ok").response(2)).toMatchObject({
          status: 200,
          headers: { connection: "close" },
        });
        stage.demo.open("a");
        expect(await busy.response()).toMatchObject({ text: "first,last" });
        await busy.ended();
        await stage.cleanReport();
      },
    );

    test.each(["in the drain", "after it"] as const)(
      "is looked up when the first one is closed already, %s: nothing fails, and nothing goes on listening",
      async (moment) => {
        const app = fastify();
        const stage = stageFor(app);
        await lookUpLate(moment, stage, () => ({
          server: app.server,
          listener: app.routing,
          listen: () => app.listen({ port: 0, host: "localhost" }),
        }));
      },
    );

    test("sends its WebSockets one close frame", async () => {
      const { app, stage, there } = await onLocalhost("before");
      app.server.on("upgrade", (_request, socket) => {
        socket.write("HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n");
        socket.on("data", () => socket.end());
      });
      const client = await stage.connect({}, there);
      client.write("GET /ok HTTP/1.1\r\nhost: a\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n");
      await client.receives("101 Switching Protocols");
      await stage.drain();
      await client.receives("\x88\x02\x03\xe9");
      client.write("\x88\x02\x03\xe9");
      await client.closed();
      expect(client.received.split("\x88\x02\x03\xe9")).toHaveLength(2);
      await stage.cleanReport();
    });
  });

  const made: [string, (handler: (request: IncomingMessage, response: ServerResponse) => void) => Server][] =
    [
      ["with Fastify's listener", (handler) => createServer(handler)],
      [
        "that calls Fastify's listener",
        (handler) => createServer((request, response) => handler(request, response)),
      ],
    ];
  test.each(made)("a server of a serverFactory %s drains, also by close()", async (_name, serverFactory) => {
    const app = fastify({ serverFactory: serverFactory as never });
    const stage = stageFor(app);
    await stage.start();
    const busy = await stage.connect();
    busy.request("GET", "/gate/a");
    await stage.demo.ran("/gate/a");
    const closed = app.close();
    await stage.phase("draining");
    await stage.listenersClosed();
    stage.demo.open("a");
    expect(await busy.response()).toMatchObject({ text: "a", headers: { connection: "close" } });
    await bounded("close() to resolve", closed);
    await stage.cleanReport();
  });

  test("a server of the application's own that serves app.routing drains with it", async () => {
    const app = fastify();
    const stage = stageFor(app, { prepare: async () => void (await app.ready()) });
    await stage.attach();
    const server = createServer(app.routing);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    stage.track(server);
    await expectAnswersInDrain(stage, 1);
  });

  test.each(["h2c", "h2"])(
    "streams of %s in flight complete, and none is answered with 503",
    async (protocol) => {
      const options = { http2: true, ...(protocol === "h2" && { https: { ...tlsIdentity } }) };
      const app = fastify(options as FastifyServerOptions);
      const stage = stageFor(app);
      await stage.attach(patient);
      await app.listen({ port: 0, host: "127.0.0.1" });
      stage.track(app.server);
      const { port } = app.server.address() as AddressInfo;
      const scheme = protocol === "h2" ? "https" : "http";
      const session = connect(`${scheme}://127.0.0.1:${port}`, { rejectUnauthorized: false });
      onTestFinished(() => session.destroy());
      const busy = get(session, "/gate/a");
      await stage.demo.ran("/gate/a");
      const closed = app.close();
      await stage.phase("draining");
      await stage.listenersClosed();
      expect(await get(session, "/ok")).toEqual({ status: 200, body: "ok" });
      stage.demo.open("a");
      expect(await busy).toEqual({ status: 200, body: "a" });
      await bounded("close() to resolve", closed);
      await stage.cleanReport();
    },
  );
});

async function get(session: ClientHttp2Session, path: string): Promise<{ status: unknown; body: string }> {
  const stream = session.request({ ":path": path });
  const status = new Promise((resolve, reject) => {
    stream.on("response", (headers) => resolve(headers[":status"]));
    stream.on("error", reject);
  });
  return bounded(`the answer of ${path}`, Promise.all([status, text(stream)])).then(([given, body]) => ({
    status: given,
    body,
  }));
}
