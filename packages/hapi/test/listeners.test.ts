import { createServer } from "node:http";
import { type ClientHttp2Session, connect, createSecureServer } from "node:http2";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import type { Server, ServerOptions } from "@hapi/hapi";
import { graceful } from "@x/graceful-hapi";
import { describe, expect, onTestFinished, test } from "vitest";
import { refused } from "../../../conformance/src/fate.js";
import { socketPath } from "../../../conformance/src/stage.js";
import { bounded } from "../../../test-kit/condition.mjs";
import { RawClient } from "../../../test-kit/raw-client.mjs";
import { tlsIdentity } from "../../../test-kit/tls-identity.mjs";
import { majors, stageFor } from "./majors.js";

/** How a server comes to listen; resolves when it does. */
type Way = [name: string, options: ServerOptions, listen: (server: Server) => Promise<void>];

const byItself = (server: Server) => server.start();
const byHand = async (server: Server) => {
  await server.start();
  await new Promise<void>((resolve) => server.listener.listen({ port: 0, host: "127.0.0.1" }, resolve));
};

const ways = (): Way[] => [
  ["its own listener", { port: 0, host: "127.0.0.1" }, byItself],
  ["a Unix socket", { port: socketPath() }, byItself],
  ["the application's listener", { listener: createServer(), port: 0, host: "127.0.0.1" }, byItself],
  ["autoListen: false", { listener: createServer(), autoListen: false }, byHand],
  [
    "autoListen: false, never started",
    { listener: createServer(), autoListen: false },
    (server) => new Promise<void>((resolve) => server.listener.listen(0, "127.0.0.1", resolve)),
  ],
  ["cleanStop: false", { port: 0, host: "127.0.0.1", operations: { cleanStop: false } }, byItself],
];

describe.each(majors)("%s", (_, make) => {
  test.each(ways())("with %s it drains, also by stop()", async (_name, options, listen) => {
    const server = make(options);
    const stage = stageFor(server, {
      listen: async () => {
        await listen(server);
        return server.listener;
      },
    });
    await stage.start();
    const busy = await stage.connect();
    busy.request("GET", "/gate/a");
    await stage.demo.ran("/gate/a");
    const stopped = server.stop();
    await stage.phase("draining");
    await stage.listenersClosed();
    expect(await refused(stage)).toBe(true);
    stage.demo.open("a");
    expect(await busy.response()).toMatchObject({ text: "a", headers: { connection: "close" } });
    await busy.ended();
    await bounded("stop() to resolve", stopped);
    await stage.cleanReport();
  });

  test("with TLS a request in flight is answered before stop() ends it", async () => {
    const server = make({ port: 0, host: "127.0.0.1", tls: { ...tlsIdentity } });
    const stage = stageFor(server);
    await stage.start();
    const busy = stage.adopt(await RawClient.connect(stage.address(), { tls: true }));
    busy.request("GET", "/gate/a");
    await stage.demo.ran("/gate/a");
    const stopped = server.stop();
    await stage.phase("draining");
    await stage.listenersClosed();
    stage.demo.open("a");
    expect(await busy.response()).toMatchObject({ text: "a", headers: { connection: "close" } });
    await busy.ended();
    await bounded("stop() to resolve", stopped);
    await stage.cleanReport();
  });

  test("with an HTTP/2 listener the streams in flight complete", async () => {
    const listener = createSecureServer({ ...tlsIdentity });
    const server = make({ listener: listener as never, tls: true, port: 0, host: "127.0.0.1" });
    const stage = stageFor(server);
    await stage.start();
    const { port } = listener.address() as AddressInfo;
    const session = connect(`https://127.0.0.1:${port}`, { rejectUnauthorized: false });
    onTestFinished(() => session.destroy());
    const busy = get(session, "/gate/a");
    await stage.demo.ran("/gate/a");
    const stopped = server.stop();
    await stage.phase("draining");
    await stage.listenersClosed();
    const late = get(session, "/ok");
    expect(await late).toBe("ok");
    stage.demo.open("a");
    expect(await busy).toBe("a");
    await bounded("stop() to resolve", stopped);
    await stage.cleanReport();
  });

  test("the listener of a graceful server counts as the same server", async () => {
    const server = make();
    const lifecycle = graceful(server, { signals: false, exit: false, logger: false });
    expect(() => graceful(server.listener)).toThrow("[ALREADY_GRACEFUL]");
    expect(() => graceful(server)).toThrow("[ALREADY_GRACEFUL]");
    await lifecycle.shutdown();
  });

  test("its listener is left as hapi's own stop() leaves it", async () => {
    const look = ({ listener }: Server) => ({
      counts: new Map(listener.eventNames().map((name) => [name, listener.listenerCount(name)])),
      keys: Reflect.ownKeys(listener),
    });
    const plain = make({ port: 0, host: "127.0.0.1" });
    await plain.start();
    await plain.stop();
    for (const how of ["core", "hapi"]) {
      const server = make({ port: 0, host: "127.0.0.1" });
      const keys = Reflect.ownKeys(server);
      const lifecycle = graceful(server, { signals: false, exit: false, logger: false });
      await server.start();
      if (how === "hapi") await server.stop();
      await lifecycle.shutdown();
      expect(look(server)).toEqual(look(plain));
      expect(Reflect.ownKeys(server)).toEqual(keys);
    }
  });
});

async function get(session: ClientHttp2Session, path: string): Promise<string> {
  const stream = session.request({ ":path": path });
  return bounded(`the answer of ${path}`, text(stream));
}
