import { createSecureServer, createServer } from "node:http2";
import { server as hapi21 } from "@hapi/hapi";
import * as nodeServer2 from "@hono/node-server";
import { fastify as fastify5 } from "fastify";
import { fastify as fastify4 } from "fastify4";
import { server as hapi20 } from "hapi20";
import * as nodeServer1 from "hono-node-server1";
import Koa3 from "koa";
import Koa2 from "koa2";
import type { TlsIdentity } from "../src/app-under-test.js";
import { startFastify } from "./fastify.js";
import { startHapi } from "./hapi.js";
import { startHono } from "./hono.js";
import { startKoa } from "./koa.js";

/** The frameworks that can serve HTTP/2, each in the way its documentation says. Express cannot. */
const http2Server = (tls: TlsIdentity | undefined, handler?: never) =>
  (tls ? createSecureServer({ ...tls, allowHTTP1: true }, handler) : createServer({}, handler)) as never;

const fastifyOptions = (tls: TlsIdentity | undefined) =>
  ({ http2: true, ...(tls && { https: { ...tls, allowHTTP1: true } }) }) as never;

export const fastify4Http2 = startFastify((tls) => fastify4(fastifyOptions(tls)) as never);
export const fastify5Http2 = startFastify((tls) => fastify5(fastifyOptions(tls)) as never);

export const koa2Http2 = startKoa(
  () => new Koa2() as never,
  (tls, handler) => http2Server(tls, handler as never),
);
export const koa3Http2 = startKoa(
  () => new Koa3(),
  (tls, handler) => http2Server(tls, handler as never),
);

// hapi has HTTP/2 by a listener of the application's own alone.
type Hapi = Parameters<typeof startHapi>[0];
const withListener =
  (hapi: Hapi): Hapi =>
  ({ tls, ...options }) =>
    hapi({ ...options, tls: Boolean(tls), listener: http2Server(tls as TlsIdentity | undefined) });

export const hapi20Http2 = startHapi(withListener(hapi20 as never));
export const hapi21Http2 = startHapi(withListener(hapi21));

const honoOptions = (tls: TlsIdentity | undefined) =>
  tls ? { createServer: createSecureServer, serverOptions: { ...tls, allowHTTP1: true } } : { createServer };

export const hono1Http2 = startHono(nodeServer1.createAdaptorServer as never, undefined, honoOptions);
export const hono2Http2 = startHono(nodeServer2.createAdaptorServer, undefined, honoOptions);
