import { once } from "node:events";
import { createServer, get, type IncomingMessage } from "node:http";
import { connect, createServer as createHttp2Server } from "node:http2";
import type { AddressInfo, Server } from "node:net";
import { graceful } from "@x/graceful-hono";
import { Hono } from "hono";
import { describe, expect, onTestFinished, test } from "vitest";
import { patient } from "../../../conformance/src/plans.js";
import { majors } from "./majors.js";

/** Each asks for an event stream, and resolves at its first event to what resolves when it has ended regularly. */
const clients = {
  async "HTTP/1"(port: number) {
    const [response] = (await once(get({ port, path: "/events" }), "response")) as [IncomingMessage];
    await once(response, "data");
    return { ended: once(response.resume(), "end").then(() => response.complete) };
  },
  async "HTTP/2"(port: number) {
    const session = connect(`http://127.0.0.1:${port}`);
    const stream = session.request({ ":path": "/events" });
    await once(stream, "data");
    return { ended: once(stream.resume(), "end").then(() => stream.rstCode === 0) };
  },
};

describe.each(majors)("on %s", (_name, { getRequestListener }) => {
  test.each([
    ["HTTP/1", createServer],
    ["HTTP/2", createHttp2Server],
  ] as const)(
    "over %s the signal of a request whose event stream the drain ends is aborted, as where its client leaves",
    async (protocol, createServerOf) => {
      const events: string[] = [];
      const app = new Hono();
      app.get("/events", ({ req }) => {
        const { signal } = req.raw;
        return new Response(
          new ReadableStream({
            start(controller) {
              controller.enqueue(new TextEncoder().encode("data: 1\n\n"));
              signal.addEventListener("abort", () => {
                events.push("aborted");
                controller.close();
              });
            },
          }),
          { headers: { "content-type": "text/event-stream" } },
        );
      });
      const listener = getRequestListener(app.fetch) as Parameters<typeof createServer>[1];
      const server: Server = (createServerOf as typeof createServer)(listener ?? (() => {}));
      server.listen(0, "127.0.0.1");
      onTestFinished(() => void server.close());
      await once(server, "listening");
      const lifecycle = graceful(app, patient);
      const { ended } = await clients[protocol]((server.address() as AddressInfo).port);
      const report = await lifecycle.shutdown();
      expect(await ended).toBe(true);
      expect(events).toEqual(["aborted"]);
      expect(report.requests).toMatchObject({ ended: 1, cut: 0 });
    },
  );
});
