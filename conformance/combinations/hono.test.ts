import * as nodeServer2 from "@hono/node-server";
import { serveStatic as serveStatic2 } from "@hono/node-server/serve-static";
import { Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { compress } from "hono/compress";
import { streamSSE } from "hono/streaming";
import * as nodeServer1 from "hono-node-server1";
import { serveStatic as serveStatic1 } from "hono-node-server1/serve-static";
import { describe, expect, onTestFinished, test } from "vitest";
import { WebSocketServer } from "ws";
import { bounded } from "../../test-kit/condition.mjs";
import { growsUntilAnswered, LIMIT } from "../src/combinations.js";
import { Stage } from "../src/stage.js";
import { startHono } from "../targets/hono.js";
import { combine } from "./combine.js";
import { folderWithFile } from "./file.js";

const root = folderWithFile();

for (const [name, { createAdaptorServer }, serveStatic] of [
  ["Hono on node-server 1", nodeServer1 as unknown as typeof nodeServer2, serveStatic1],
  ["Hono on node-server 2", nodeServer2, serveStatic2],
] as const) {
  /** The demo's app, which `prepare` gets before it has a route. */
  const prepared = (prepare: (app: Hono) => void) =>
    startHono(createAdaptorServer, () => {
      const app = new Hono();
      prepare(app);
      return app;
    });

  const withWs = startHono((options) => {
    const server = createAdaptorServer(options);
    const webSockets = new WebSocketServer({ server: server as never, path: "/socket" });
    webSockets.on("connection", (socket) => socket.send("hello"));
    return server;
  });

  combine(name, {
    compression: ["hono/compress", prepared((app) => app.use(compress({ threshold: 0 }))), false],
    bodyLimit: [
      "hono/body-limit",
      prepared((app) =>
        app.post("/json", bodyLimit({ maxSize: LIMIT }), async (context) =>
          context.json(await context.req.json()),
        ),
      ),
      "node-server resets what is still sent after half a second " +
        "(https://github.com/honojs/node-server/blob/main/src/listener.ts)",
      growsUntilAnswered,
    ],
    ranges: ["serveStatic", prepared((app) => app.use("/file", serveStatic({ root }) as never))],
    webSockets: [["ws on its server", withWs]],
  });

  describe(name, () => {
    /** Runs a stream of `streamSSE` into a drain, for a client that accepts this. */
    async function streamed(accept: string): Promise<void> {
      const events: string[] = [];
      let end = () => {};
      const ended = new Promise<void>((resolve) => {
        end = resolve;
      });
      const stage = new Stage(
        prepared((app) =>
          app.get("/sse", (context) =>
            streamSSE(context, async (stream) => {
              const told = new Promise<void>((resolve) => stream.onAbort(resolve));
              await stream.writeSSE({ data: "first", id: "1" });
              await told;
              events.push("told");
              await stream.writeSSE({ data: "into the void", id: "2" });
              events.push("wrote");
              end();
            }),
          ),
        ),
        false,
      );
      onTestFinished(() => stage.close());
      await stage.start();
      const client = await stage.connect();
      client.request("GET", "/sse", { headers: { Accept: accept } });
      await client.receives("first");
      await stage.drain();
      expect(await client.response()).toMatchObject({
        status: 200,
        headers: { "content-type": "text/event-stream" },
        text: "data: first\nid: 1\n\n",
        framing: "chunked",
      });
      await client.ended();
      await stage.cleanReport();
      await bounded("the handler to end", ended);
      expect(events).toEqual(["told", "wrote"]);
    }

    test("ends a stream of streamSSE in good order, and calls its `onAbort`", () =>
      streamed("text/event-stream"));

    test("ends it for any client", () => streamed("*/*"));
  });
}
