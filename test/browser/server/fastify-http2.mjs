import { createSecureServer } from "node:http2";
import { graceful } from "@x/graceful-fastify";
import fastify from "fastify";
import { tlsIdentity } from "../../../test-kit/tls-identity.mjs";
import { answerItem, sendEvents, sendPage } from "./handlers.mjs";
import { acceptSockets } from "./sockets.mjs";

/** Fastify over HTTP/2 with TLS, and HTTP/1.1 beside it. */
export async function createApp() {
  let server;
  const app = fastify({
    http2: true,
    serverFactory(handler) {
      server = createSecureServer({ ...tlsIdentity, allowHTTP1: true }, handler);
      return server;
    },
  });
  const by = (handler) => (request, reply) => {
    reply.hijack();
    handler(request.raw, reply.raw);
  };
  // The handlers read the bodies themselves.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("*", (_request, _payload, done) => done(null));
  app.get("/items", by(sendPage));
  app.get("/stream", by(sendPage));
  app.route({ method: ["GET", "POST"], url: "/item", handler: by(answerItem) });
  app.get("/events", by(sendEvents));
  acceptSockets(server);
  const lifecycle = { graceful: (plan) => graceful(app, plan), ready: () => app.ready() };
  return { server, ...lifecycle };
}
