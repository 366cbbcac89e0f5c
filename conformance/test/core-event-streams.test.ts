import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import http2 from "node:http2";
import { EventSource } from "eventsource";
import { EventSource as UndiciEventSource } from "undici";
import { expect, onTestFinished } from "vitest";
import { BOUND_MS, bounded, Condition } from "../../test-kit/condition.mjs";
import type { RawClient } from "../../test-kit/raw-client.mjs";
import { contractLine } from "../src/contract-line.js";
import { Http2Client } from "../src/http2-client.js";
import { listening } from "../src/node-handler.js";
import { serveOwn } from "../src/own-server.js";
import { patient } from "../src/plans.js";
import type { Stage } from "../src/stage.js";
import { http as demoApp } from "../targets/http.js";

const subject = { start: demoApp, over: "HTTP", divergences: [], promises: new Set<string>() } as const;
const STREAM = { "content-type": "text/event-stream" };
/** In place of a rendered head: true, as Node wants it for one that is sent, and nothing to read. */
const HIDDEN = {};
const ACCEPT = { Accept: "text/event-stream" };

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

async function listen(stage: Stage, headers: Record<string, string> = ACCEPT): Promise<RawClient> {
  const client = await stage.connect();
  client.request("GET", "/", { headers });
  await client.receives("data: first\n\n");
  return client;
}

/** What reaches nobody: an error event without a listener ends a process. */
function uncaught(): unknown[] {
  const errors: unknown[] = [];
  const note = (error: unknown) => errors.push(error);
  process.on("uncaughtException", note);
  onTestFinished(() => void process.off("uncaughtException", note));
  return errors;
}

contractLine(subject, 18, "An event stream of a bare handler", (promise) => {
  for (const [id, how, given] of [
    ["object", "in an object", { "Content-Type": "Text/Event-Stream; charset=utf-8" }],
    ["flat", "in a flat array", ["X-Other", "a", "Content-Type", "text/event-stream"]],
    ["pairs", "in an array of pairs", [["content-type", "text/event-stream"]]],
  ] as const) {
    promise(
      `events-write-head-${id}`,
      `that gave its headers to writeHead, ${how}, is ended`,
      async (stage) => {
        const handler: Handler = (_request, response) =>
          response.writeHead(200, given as never).write("data: first\n\n");
        const { drain } = await serveOwn(stage, createServer(handler));
        const client = await listen(stage, { Accept: "*/*" });
        const { report } = await drain();
        expect(await client.response()).toMatchObject({ text: "data: first\n\n", framing: "chunked" });
        await client.ended();
        expect(await report).toMatchObject({
          outcome: "clean",
          requests: { total: 1, answered: 0, ended: 1 },
        });
      },
    );
  }

  promise(
    "events-hidden-head",
    "where Node shows no head, is recognised by what its client accepts",
    async (stage) => {
      const responses: ServerResponse[] = [];
      const handler: Handler = (_request, response) => {
        responses.push(response);
        response.writeHead(200, STREAM).write("data: first\n\n");
      };
      const plan = { ...patient, drainMs: 1_500, idleGraceMs: 0 };
      const { drain } = await serveOwn(stage, createServer(handler), plan);
      const [source, other] = [await listen(stage), await listen(stage, { Accept: "*/*" })];
      // As a Node would be that keeps it elsewhere, once it is sent.
      for (const response of responses) Object.assign(response, { _header: HIDDEN });
      const { report } = await drain();
      await source.ended();
      await other.closed();
      expect(await report).toMatchObject({ outcome: "cut", requests: { total: 2, ended: 1, cut: 1 } });
    },
  );

  promise(
    "events-told",
    "ends for its handler with the same events as when its client goes",
    async (stage) => {
      const told: Record<string, string[]> = { "/gone": [], "/ended": [] };
      const closed = new Condition();
      const { drain } = await serveOwn(
        stage,
        createServer((request, response) => {
          const note = (event: string) => {
            told[request.url ?? ""]?.push(event);
            closed.changed();
          };
          request.on("close", () => note("request close"));
          response.on("close", () => note("response close"));
          response.on("error", () => note("response error"));
          response.writeHead(200, STREAM).write("data: first\n\n");
        }),
      );
      const saw = (path: string) =>
        closed.until(
          path,
          () => told[path]?.length === 2,
          () => JSON.stringify(told),
        );
      const [gone, ended] = [await stage.connect(), await stage.connect()];
      gone.request("GET", "/gone", { headers: ACCEPT });
      ended.request("GET", "/ended", { headers: ACCEPT });
      for (const client of [gone, ended]) await client.receives("first");
      gone.close();
      await saw("/gone");
      const { report } = await drain();
      await ended.ended();
      await saw("/ended");
      expect(told["/ended"]?.sort()).toEqual(told["/gone"]?.sort());
      expect(await report).toMatchObject({ outcome: "clean" });
    },
  );

  promise(
    "events-go-on",
    "may go on writing: nothing escapes, and it hears of it once or twice at most",
    async (stage) => {
      const escaped = uncaught();
      const errors: string[] = [];
      const timers: NodeJS.Timeout[] = [];
      let writes = 0;
      const { drain } = await serveOwn(
        stage,
        createServer((request, response) => {
          if (request.url === "/listens") response.on("error", (error) => errors.push(error.message));
          response.writeHead(200, STREAM).write("data: first\n\n");
          timers.push(setInterval(() => ++writes && response.write("data: more\n\n"), 1));
        }),
      );
      const clients = [await listen(stage), await stage.connect()];
      clients[1]?.request("GET", "/listens", { headers: ACCEPT });
      await clients[1]?.receives("first");
      const { report } = await drain();
      for (const client of clients) {
        expect(await client.response()).toMatchObject({ status: 200, framing: "chunked" });
        await client.ended();
      }
      expect(await report).toMatchObject({ outcome: "clean" });
      const before = writes;
      await expect.poll(() => writes, { timeout: BOUND_MS }).toBeGreaterThan(before);
      for (const timer of timers) clearInterval(timer);
      expect(escaped).toEqual([]);
      expect(errors.length).toBeLessThan(3);
    },
  );

  promise(
    "events-json",
    "is not what a whole answer to a client that takes both is taken for",
    async (stage) => {
      let finish = () => {};
      const { drain } = await serveOwn(
        stage,
        createServer((request, response) => {
          if (request.url === "/") {
            response.writeHead(200, { "content-type": "application/json" }).write('{"answer":');
            finish = () => response.end("42}");
          } else response.writeHead(200, STREAM).write("data: first\n\n");
        }),
        { ...patient, spreadMs: 0 },
      );
      // What a client of the Model Context Protocol sends.
      const client = await stage.connect();
      client.request("GET", "/", { headers: { Accept: "application/json, text/event-stream" } });
      await client.receives("answer");
      const witness = await stage.connect();
      witness.request("GET", "/subscribed", { headers: ACCEPT });
      await witness.receives("first");
      const { report } = await drain();
      await witness.ended();
      finish();
      expect((await client.response()).text).toBe('{"answer":42}');
      await client.ended();
      expect(await report).toMatchObject({ outcome: "clean" });
    },
  );

  promise(
    "events-late-type",
    "is seen when its headers come only in the drain, whatever its client accepts",
    async (stage) => {
      let arrived: (begin: () => void) => void = () => {};
      const handled = new Promise<() => void>((resolve) => {
        arrived = resolve;
      });
      const { drain } = await serveOwn(
        stage,
        createServer((_request, response) =>
          arrived(() => {
            response.setHeader("content-type", "text/event-stream");
            response.write("data: first\n\n");
          }),
        ),
      );
      const client = await stage.connect();
      client.request("GET", "/");
      const begin = await bounded("the request to arrive", handled);
      const { report } = await drain();
      begin();
      expect((await client.response()).text).toBe("data: first\n\n");
      await client.ended();
      expect(await report).toMatchObject({ outcome: "clean" });
    },
  );
});

contractLine(subject, 18, "An event stream of HTTP/2", (promise) => {
  for (const api of ["requests", "streams"] as const) {
    promise(`h2-events-go-on-${api}`, `by ${api} may go on writing: nothing escapes`, async (stage) => {
      const escaped = uncaught();
      const timers: NodeJS.Timeout[] = [];
      let writes = 0;
      const server = http2.createServer();
      const goOn = (write: () => void) => {
        write();
        timers.push(
          setInterval(() => {
            writes++;
            write();
          }, 1),
        );
      };
      if (api === "requests") {
        server.on("request", (_request, response) => {
          response.writeHead(200, STREAM);
          goOn(() => response.write("data: first\n\n"));
        });
      } else {
        server.on("stream", (stream) => {
          stream.respond(STREAM);
          goOn(() => stream.write("data: first\n\n"));
        });
      }
      const { drain } = await serveOwn(stage, server);
      const client = stage.adopt(await Http2Client.connect(stage.address(), false));
      const call = client.request("/", { headers: { accept: "text/event-stream" } });
      await call.receives("data: first\n\n");
      const { report } = await drain();
      expect((await call.response()).status).toBe(200);
      await client.ended();
      expect(await report).toMatchObject({ outcome: "clean", requests: { total: 1, answered: 0, ended: 1 } });
      const before = writes;
      await expect.poll(() => writes, { timeout: BOUND_MS }).toBeGreaterThan(before);
      for (const timer of timers) clearInterval(timer);
      expect(escaped).toEqual([]);
    });
  }
});

contractLine(subject, 18, "An EventSource connects to the next server by itself", (promise) => {
  for (const [name, Source] of [
    ["eventsource", EventSource],
    ["undici", UndiciEventSource],
  ] as const) {
    promise(`reconnects-${name}`, `${name}, with the id of the last event it has had`, async (stage) => {
      const handler =
        (id: string): Handler =>
        (request, response) => {
          response.writeHead(200, STREAM);
          const last = request.headers["last-event-id"] ?? "none";
          response.write(`retry: 50\nid: ${id}\ndata: ${id}, last was ${last}\n\n`);
        };
      const { drain } = await serveOwn(stage, createServer(handler("old")));
      const address = stage.address();
      if (!("port" in address)) throw new Error("no port");
      const events: string[] = [];
      const seen = new Condition();
      const source = new Source(`http://127.0.0.1:${address.port}/`);
      stage.adopt({ close: () => source.close() });
      source.addEventListener("message", (event: unknown) => {
        events.push((event as { data: string }).data);
        seen.changed();
      });
      const sees = (data: string) =>
        seen.until(
          data,
          () => events.includes(data),
          () => events.join("; "),
        );
      await sees("old, last was none");
      const { report } = await drain();
      const next = createServer(handler("new"));
      stage.track(await listening(next, { port: address.port as 0, host: "127.0.0.1" }));
      await sees("new, last was old");
      // One that comes back at once is answered by the old server, as long as its connection is open, and ended again.
      expect(events.filter((event) => event.startsWith("new"))).toEqual(["new, last was old"]);
      const { outcome, requests } = await report;
      expect(outcome).toBe("clean");
      expect(requests).toMatchObject({ answered: 0, ended: requests.total });
    });
  }
});
