import { createServer } from "node:https";
import { Readable } from "node:stream";
import type { createAdaptorServer } from "@hono/node-server";
import { graceful } from "@x/graceful-hono";
import { Hono } from "hono";
import type { Start } from "../src/app-under-test.js";
import type { DemoAnswer } from "../src/demo.js";
import { listening } from "../src/node-handler.js";

type CreateServer = typeof createAdaptorServer;

/** The demo app in the idiom of Hono 4 on `@hono/node-server`. */
export function startHono(createAdaptorServer: CreateServer, hono = () => new Hono()): Start {
  return ({ demo, tls }) => {
    const app = hono();
    for (const { method, path, answer } of demo.routes) {
      app.on(method, [path], (context): Response | Promise<Response> => {
        const given = answer({
          name: context.req.param("name") ?? "",
          text: () => context.req.text(),
        });
        return given instanceof Promise ? given.then(response) : response(given);
      });
    }
    return {
      listen(on) {
        const secure = tls && { createServer, serverOptions: { ...tls } };
        return listening(createAdaptorServer({ fetch: app.fetch, ...secure }), on);
      },
      attach: (plan) => graceful(app, plan),
    };
  };
}

function response({ status, headers, body }: DemoAnswer): Response {
  const sent = body instanceof Readable ? (Readable.toWeb(body) as ReadableStream) : body;
  return new Response(sent as string, { status, headers });
}
