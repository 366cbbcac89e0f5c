import { createServer } from "node:http";
import http2 from "node:http2";
import { gunzipSync } from "node:zlib";
import sse from "@fastify/sse";
import { graceful } from "@x/graceful-core";
import { graceful as gracefulExpress } from "@x/graceful-express";
import { graceful as gracefulFastify } from "@x/graceful-fastify";
import compression from "compression";
import express5 from "express";
import express4 from "express4";
import { fastify } from "fastify";
import { expect } from "vitest";
import { bounded } from "../../test-kit/condition.mjs";
import type { RawClient } from "../../test-kit/raw-client.mjs";
import { contractLine } from "../src/contract-line.js";
import { Http2Client } from "../src/http2-client.js";
import { listening } from "../src/node-handler.js";
import { patient } from "../src/plans.js";
import type { Stage } from "../src/stage.js";
import { http as demoApp } from "../targets/http.js";

const subject = { start: demoApp, over: "HTTP", divergences: [], promises: new Set<string>() } as const;
const EVENTS = { Accept: "text/event-stream", "Accept-Encoding": "gzip" };
const ANY_PORT = { port: 0, host: "127.0.0.1" } as const;

async function listen(stage: Stage): Promise<RawClient> {
  const client = await stage.connect();
  client.request("GET", "/events", { headers: EVENTS });
  return client;
}

contractLine(subject, 18, "An event stream behind compression", (promise) => {
  for (const [name, express] of [
    ["Express 4", express4 as unknown as typeof express5],
    ["Express 5", express5],
  ] as const) {
    promise(`compression-${name}`, `of ${name} is flushed to its last byte`, async (stage) => {
      const app = express();
      app.use(compression({ threshold: 0 }));
      let told = () => {};
      const left = new Promise<void>((resolve) => {
        told = resolve;
      });
      let sent = () => {};
      const began = new Promise<void>((resolve) => {
        sent = resolve;
      });
      app.get("/events", (request, response) => {
        request.on("close", told);
        response.type("text/event-stream");
        // Not flushed by the handler: only the end of the compressor brings it out.
        response.write("data: first\n\n");
        sent();
      });
      const lifecycle = gracefulExpress(app, patient);
      stage.track(await listening(createServer(app), ANY_PORT));
      const client = await listen(stage);
      await bounded("the event", began);
      const report = lifecycle.shutdown();
      const { headers, body, framing } = await client.response();
      expect(headers).toMatchObject({
        "content-encoding": "gzip",
        "content-type": expect.stringContaining("event"),
      });
      expect(framing).toBe("chunked");
      expect(gunzipSync(body).toString()).toBe("data: first\n\n");
      await client.ended();
      await bounded("the handler to be told", left);
      expect(await report).toMatchObject({ outcome: "clean", requests: { total: 1, answered: 0, ended: 1 } });
    });
  }

  for (const [method, what, counts, text] of [
    ["GET", "is flushed to its last byte", { answered: 0, ended: 1 }, "data: first\n\n"],
    ["POST", "comes whole", { answered: 1, ended: 0 }, "data: first\n\ndata: last\n\n"],
  ] as const) {
    promise(
      `compression-h2-${method}`,
      `of a handler over HTTP/2 that answers ${method} ${what}`,
      async (stage) => {
        const compress = compression({ threshold: 0 }) as unknown as (
          request: http2.Http2ServerRequest,
          response: http2.Http2ServerResponse,
          next: () => void,
        ) => void;
        let finish = () => {};
        const server = http2.createServer((request, response) => {
          if (request.url === "/witness") {
            response.setHeader("content-type", "text/event-stream");
            response.write("data: first\n\n");
            return;
          }
          compress(request, response, () => {
            response.setHeader("content-type", "text/event-stream");
            response.write("data: first\n\n");
            finish = () => response.end("data: last\n\n");
          });
        });
        stage.track(await listening(server, ANY_PORT));
        const lifecycle = graceful(server, patient);
        const client = stage.adopt(await Http2Client.connect(stage.address(), false));
        const call = client.request("/events", { method, headers: { "accept-encoding": "gzip" } });
        await client.ping();
        // Were an answer one of them, it would be ended before the last of these.
        const witnesses = [client.request("/witness"), client.request("/witness")];
        for (const witness of witnesses) await witness.receives("first");
        const report = lifecycle.shutdown();
        for (const witness of witnesses) await witness.response();
        if (method === "POST") finish();
        const { headers, body } = await call.response();
        expect(headers["content-encoding"]).toBe("gzip");
        expect(gunzipSync(body).toString()).toBe(text);
        await client.ended();
        const { outcome, requests } = await report;
        expect({ outcome, ...requests }).toMatchObject({
          outcome: "clean",
          answered: counts.answered,
          ended: counts.ended + witnesses.length,
        });
      },
    );
  }
});

contractLine(subject, 18, "An event stream of @fastify/sse", (promise) => {
  for (const how of ["kept alive", "from an iterator"] as const) {
    promise(`sse-${how}`, `${how}: ends in good order, and its handler gets the close`, async (stage) => {
      const app = fastify();
      const told: string[] = [];
      let tell = () => {};
      const left = new Promise<void>((resolve) => {
        tell = resolve;
      });
      await app.register(sse as never);
      app.get("/events", { sse: true }, async (_request, reply) => {
        reply.sse.onClose(() => {
          told.push("closed");
          tell();
        });
        if (how === "kept alive") {
          reply.sse.keepAlive();
          await reply.sse.send({ data: "first" });
          const timer = setInterval(() => {
            if (reply.sse.isConnected) void reply.sse.send({ data: "more" });
            else clearInterval(timer);
          }, 10);
          return;
        }
        await reply.sse.send(
          (async function* () {
            yield { data: "first" };
            await left;
            yield { data: "into the void" };
          })(),
        );
      });
      const lifecycle = gracefulFastify(app, patient);
      await app.listen(ANY_PORT);
      stage.track(app.server);
      const client = await listen(stage);
      await client.receives("first");
      const report = lifecycle.shutdown();
      const response = await client.response();
      expect(response.framing).toBe("chunked");
      expect(response.text.startsWith('data: "first"\n\n')).toBe(true);
      expect(response.text).not.toContain("void");
      await client.ended();
      await bounded("the handler to be told", left);
      expect(await report).toMatchObject({ outcome: "clean", requests: { total: 1, answered: 0, ended: 1 } });
      expect(told).toEqual(["closed"]);
    });
  }
});
