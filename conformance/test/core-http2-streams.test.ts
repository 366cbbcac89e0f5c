import http2, { type IncomingHttpHeaders, type ServerHttp2Stream } from "node:http2";
import { fileURLToPath } from "node:url";
import { graceful, type ShutdownPlan } from "@x/graceful-core";
import { expect } from "vitest";
import { contractLine } from "../src/contract-line.js";
import { Http2Client } from "../src/http2-client.js";
import { listening } from "../src/node-handler.js";
import { patient } from "../src/plans.js";
import type { Stage } from "../src/stage.js";
import { http2Compat } from "../targets/http2.js";

const THIS_FILE = fileURLToPath(import.meta.url);
const GOING_AWAY = "880203e9";
/** Over soon, but not before what follows the begin of the drain, however busy the machine. */
const shortUpgradeGrace = { ...patient, upgradeGraceMs: 1_500 };
const WEBSOCKET = { ":protocol": "websocket", ":path": "/ws", ":scheme": "https", ":authority": "localhost" };

/** What HTTP/2 has and no framework serves, on a server of its own beside the demo app. */
async function serve(
  stage: Stage,
  handler: (stream: ServerHttp2Stream, headers: IncomingHttpHeaders) => void,
  plan: ShutdownPlan = patient,
) {
  const server = http2.createServer({ settings: { enableConnectProtocol: true } });
  server.on("stream", (stream, headers) => {
    stream.on("error", () => {});
    handler(stream, headers);
  });
  stage.track(await listening(server, { port: 0, host: "127.0.0.1" }));
  const lifecycle = graceful(server, plan);
  const client = stage.adopt(await Http2Client.connect(stage.address(), false));
  const drain = async () => {
    const report = lifecycle.shutdown("test");
    await stage.listenersClosed();
    return { report };
  };
  return { server, lifecycle, client, drain };
}

const subject = { start: http2Compat, over: "h2c", divergences: [], promises: new Set<string>() } as const;

contractLine(subject, 16, "HTTP/2: what only its streams have.", (promise) => {
  promise("h2-push", "a pushed stream completes after the one that it came with", async (stage) => {
    let finish = () => {};
    const { client, drain } = await serve(stage, (stream) => {
      stream.pushStream({ ":path": "/pushed" }, (_error, pushed) => {
        pushed.respond();
        pushed.write("first,");
        finish = () => pushed.end("last");
      });
      stream.respond();
      stream.end("main");
    });
    const pushed = new Promise<string>((resolve) => client.onPush((_path, text) => resolve(text)));
    expect((await client.request("/").response()).text).toBe("main");
    const { report } = await drain();
    await client.sees("goaway 0");
    finish();
    expect(await pushed).toBe("first,last");
    await client.ended();
    expect(await report).toMatchObject({ outcome: "clean", requests: { total: 0 } });
  });

  promise("h2-trailers", "trailers arrive", async (stage) => {
    let finish = () => {};
    const { client, drain } = await serve(stage, (stream) => {
      stream.respond({}, { waitForTrailers: true });
      stream.on("wantTrailers", () => stream.sendTrailers({ "grpc-status": "0" }));
      stream.write("body");
      finish = () => stream.end();
    });
    const call = client.request("/");
    await call.receives("body");
    const { report } = await drain();
    finish();
    expect(await call.response()).toMatchObject({ text: "body", trailers: { "grpc-status": "0" } });
    await client.ended();
    expect(await report).toMatchObject({ outcome: "clean", requests: { total: 1, answered: 1 } });
  });

  promise("h2-file", "so does a file that Node sends by itself", async (stage) => {
    let finish = () => {};
    const { client, drain } = await serve(stage, (stream) => {
      finish = () => stream.respondWithFile(THIS_FILE);
    });
    const call = client.request("/");
    await client.ping();
    const { report } = await drain();
    finish();
    expect((await call.response()).text).toContain("so does a file that Node sends");
    await client.ended();
    expect(await report).toMatchObject({ outcome: "clean", requests: { total: 1, answered: 1 } });
  });

  promise("h2-server-reset", "a stream that its handler resets counts as given up", async (stage) => {
    let reset = () => {};
    const { client, drain } = await serve(stage, (stream) => {
      reset = () => stream.close(http2.constants.NGHTTP2_INTERNAL_ERROR);
    });
    const call = client.request("/");
    await client.ping();
    const { report } = await drain();
    reset();
    await call.closed();
    await client.ended();
    expect(await report).toMatchObject({ outcome: "clean", requests: { total: 1, answered: 0, aborted: 1 } });
  });

  promise("h2-tunnel", "a CONNECT tunnel has the upgrade grace, and is cut and reported", async (stage) => {
    const { client, drain, lifecycle } = await serve(
      stage,
      (stream) => {
        stream.respond();
        stream.pipe(stream);
      },
      shortUpgradeGrace,
    );
    const tunnel = client.request("", {
      method: "CONNECT",
      open: true,
      headers: { ":authority": "elsewhere:443" },
    });
    tunnel.stream.write("before,");
    await tunnel.receives("before,");
    const { report } = await drain();
    expect(lifecycle.stats()).toMatchObject({
      connections: { total: 2, http2: 1, upgraded: 1 },
      requests: { inFlight: 0 },
    });
    tunnel.stream.write("during,");
    await tunnel.receives("before,during,");
    await tunnel.closed();
    await client.ended();
    expect(await report).toMatchObject({
      outcome: "cut",
      cuts: [{ kind: "connection", state: "upgraded", remote: expect.stringContaining("127.0.0.1") }],
      connections: { total: 2, closed: 1, cut: 1 },
      requests: { total: 0 },
    });
  });

  promise("h2-tunnel-ends", "one that ends by itself in that time is not", async (stage) => {
    const { client, drain } = await serve(stage, (stream) => {
      stream.respond();
      stream.pipe(stream);
    });
    const tunnel = client.request("", {
      method: "CONNECT",
      open: true,
      headers: { ":authority": "elsewhere:443" },
    });
    tunnel.stream.write("hello");
    await tunnel.receives("hello");
    const { report } = await drain();
    tunnel.stream.end();
    await tunnel.closed();
    await client.ended();
    expect(await report).toMatchObject({ outcome: "clean", connections: { total: 2, closed: 2 } });
  });

  promise("h2-tunnel-compat", "one of the compatibility API is one, not two", async (stage) => {
    const { server, client, drain, lifecycle } = await serve(stage, () => {}, shortUpgradeGrace);
    server.on("request", () => {});
    server.on("connect", (_request, response) => response.writeHead(200).write("hello"));
    const tunnel = client.request("", {
      method: "CONNECT",
      open: true,
      headers: { ":authority": "elsewhere:443" },
    });
    await tunnel.receives("hello");
    const { report } = await drain();
    expect(lifecycle.stats().connections).toMatchObject({ total: 2, http2: 1, upgraded: 1 });
    expect((await report).cuts).toHaveLength(1);
  });
});

contractLine(subject, 17, "A WebSocket in a stream of HTTP/2 (RFC 8441) gets close code 1001.", (promise) => {
  promise("h2-websocket", "with no help from the application, and time to answer", async (stage) => {
    const { client, drain } = await serve(stage, (stream) => {
      stream.respond();
      stream.on("end", () => stream.end());
      stream.resume();
    });
    const socket = client.request("/ws", { method: "CONNECT", open: true, headers: WEBSOCKET });
    await client.ping();
    const { report } = await drain();
    await socket.receives(Buffer.from(GOING_AWAY, "hex").toString());
    socket.stream.end();
    await client.ended();
    expect(await report).toMatchObject({ outcome: "clean", connections: { total: 2, closed: 2 } });
  });

  promise(
    "h2-websocket-late",
    "one whose handshake is not answered yet gets it after the answer",
    async (stage) => {
      let answer = () => {};
      const { client, drain } = await serve(
        stage,
        (stream) => {
          answer = () => stream.respond();
        },
        { ...patient, upgradeGraceMs: 5_000 },
      );
      const socket = client.request("/ws", { method: "CONNECT", open: true, headers: WEBSOCKET });
      const answered = new Promise((resolve) =>
        socket.stream.on("response", (headers) => resolve(headers[":status"])),
      );
      await client.ping();
      const { report } = await drain();
      answer();
      expect(await answered).toBe(200);
      await socket.receives(Buffer.from(GOING_AWAY, "hex").toString());
      socket.stream.close();
      await client.ended();
      expect((await report).cuts).toEqual([]);
    },
  );
});
