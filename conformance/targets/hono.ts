import { createServer } from "node:https";
import { Readable } from "node:stream";
import type { createAdaptorServer } from "@hono/node-server";
import { graceful } from "@x/graceful-hono";
import { Hono } from "hono";
import type { Start, TlsIdentity } from "../src/app-under-test.js";
import type { DemoAnswer } from "../src/demo.js";
import { listening } from "../src/node-handler.js";

type CreateServer = typeof createAdaptorServer;

const overHttp1 = (tls: TlsIdentity | undefined): object =>
  tls ? { createServer, serverOptions: { ...tls } } : {};

/** The demo app in the idiom of Hono 4 on `@hono/node-server`, served with the options that `over` makes. */
export function startHono(
  createAdaptorServer: CreateServer,
  hono = () => new Hono(),
  over = overHttp1,
): Start {
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
        return listening(createAdaptorServer({ fetch: app.fetch, ...over(tls) }), on);
      },
      attach: (plan) => graceful(app, plan),
    };
  };
}

function response({ status, headers, body }: DemoAnswer): Response {
  const sent = body instanceof Readable ? (Readable.toWeb(body) as ReadableStream) : body;
  return new Response(sent as string, { status, headers });
}
