import http2 from "node:http2";
import type { Server } from "node:net";
import { graceful } from "@x/graceful-core";
import type { Start, TlsIdentity } from "../src/app-under-test.js";
import type { Demo } from "../src/demo.js";
import { http2StreamHandler } from "../src/http2-stream-handler.js";
import { listening, nodeHandler } from "../src/node-handler.js";

type Make = (demo: Demo, tls: TlsIdentity | undefined) => Server;

const startWith =
  (make: Make): Start =>
  ({ demo, tls }) => {
    const server = make(demo, tls);
    return {
      listen: (on) => listening(server, on),
      attach: (plan) => graceful(server, plan),
    };
  };

/** The demo app by Node's compatibility API: the same handler as of `node:http`. */
const compatHandler = (demo: Demo) => nodeHandler(demo) as never;

export const http2Compat = startWith((demo, tls) =>
  tls ? http2.createSecureServer({ ...tls }, compatHandler(demo)) : http2.createServer(compatHandler(demo)),
);

/** The demo app by streams alone. */
export const http2Streams = startWith((demo, tls) => {
  const server = tls ? http2.createSecureServer({ ...tls }) : http2.createServer();
  return server.on("stream", http2StreamHandler(demo));
});

/** HTTP/2 for who asks for it, HTTP/1 for the others. */
export const http2AllowHttp1 = startWith((demo, tls) =>
  http2.createSecureServer({ ...tls, allowHTTP1: true }, compatHandler(demo)),
);
