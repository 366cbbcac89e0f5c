import { once } from "node:events";
import { createServer, get, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { graceful } from "@x/graceful-hono";
import { Hono } from "hono";
import { describe, expect, onTestFinished, test } from "vitest";
import { patient } from "../../../conformance/src/plans.js";
import { majors } from "./majors.js";

describe.each(majors)("on %s", (_name, { getRequestListener }) => {
  test("the signal of a request whose event stream the drain ends is aborted, as where its client leaves", async () => {
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
    const server: Server = createServer(getRequestListener(app.fetch)).listen(0, "127.0.0.1");
    onTestFinished(() => void server.close());
    await once(server, "listening");
    const lifecycle = graceful(app, patient);
    const request = get({ port: (server.address() as AddressInfo).port, path: "/events" });
    const [response] = (await once(request, "response")) as [IncomingMessage];
    await once(response, "data");
    const ended = once(response.resume(), "end");
    const report = await lifecycle.shutdown();
    await ended;
    expect(events).toEqual(["aborted"]);
    expect(response.complete).toBe(true);
    expect(report.requests).toMatchObject({ ended: 1, cut: 0 });
  });
});
