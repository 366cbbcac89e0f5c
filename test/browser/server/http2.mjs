import { createSecureServer } from "node:http2";
import { graceful } from "@x/graceful-core";
import { tlsIdentity } from "../../../test-kit/tls-identity.mjs";
import { answerItem, sendEvents, sendPage } from "./handlers.mjs";
import { acceptSockets } from "./sockets.mjs";

const routes = { "/items": sendPage, "/stream": sendPage, "/item": answerItem, "/events": sendEvents };

/** node:http2 over TLS, with HTTP/1.1 beside it: a browser opens its WebSockets in HTTP/1.1. */
export function createApp() {
  const server = createSecureServer({ ...tlsIdentity, allowHTTP1: true }, (request, response) => {
    const route = routes[request.url];
    if (route) route(request, response);
    else response.writeHead(404).end();
  });
  acceptSockets(server);
  return { server, graceful: (plan) => graceful(server, plan) };
}
