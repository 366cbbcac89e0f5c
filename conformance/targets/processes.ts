import type { Start } from "../src/app-under-test.js";
import type { Protocol } from "../src/contract-line.js";

export interface ProcessTarget {
  readonly over: Protocol;
  /** How an application calls the shutdown that the framework has of its own: `close` of the app under test. */
  readonly ownShutdown?: string;
  /** A process loads no other framework than its own. */
  load(): Promise<Start>;
}

/** The targets that are run in a process of their own, by the name that each has in the tests. */
export const processTargets: Readonly<Record<string, ProcessTarget>> = {
  "node:http": { over: "HTTP", load: async () => (await import("./http.js")).http },
  "node:https": { over: "HTTPS", load: async () => (await import("./https.js")).https },
  "node:http2": { over: "HTTP/2", load: async () => (await import("./http2.js")).http2AllowHttp1 },
  "Express 4": { over: "HTTP", load: async () => (await import("./express4.js")).express4 },
  "Express 5": { over: "HTTP", load: async () => (await import("./express5.js")).express5 },
  "Fastify 4": {
    over: "HTTP",
    ownShutdown: "app.close()",
    load: async () => (await import("./fastify4.js")).fastify4,
  },
  "Fastify 5": {
    over: "HTTP",
    ownShutdown: "app.close()",
    load: async () => (await import("./fastify5.js")).fastify5,
  },
  "Koa 2": { over: "HTTP", load: async () => (await import("./koa2.js")).koa2 },
  "Koa 3": { over: "HTTP", load: async () => (await import("./koa3.js")).koa3 },
  "hapi 20": {
    over: "HTTP",
    ownShutdown: "server.stop()",
    load: async () => (await import("./hapi20.js")).hapi20,
  },
  "hapi 21": {
    over: "HTTP",
    ownShutdown: "server.stop()",
    load: async () => (await import("./hapi21.js")).hapi21,
  },
  "Hono on node-server 1": { over: "HTTP", load: async () => (await import("./hono1.js")).hono1 },
  "Hono on node-server 2": { over: "HTTP", load: async () => (await import("./hono2.js")).hono2 },
  "Nest 10 on Express": {
    over: "HTTP",
    ownShutdown: "app.close()",
    load: async () => (await import("./nest.js")).startNest({ major: 10, on: "express" }),
  },
  "Nest 11 on Express": {
    over: "HTTP",
    ownShutdown: "app.close()",
    load: async () => (await import("./nest.js")).startNest({ major: 11, on: "express" }),
  },
  "Nest 11 on Fastify": {
    over: "HTTP",
    ownShutdown: "app.close()",
    load: async () => (await import("./nest.js")).startNest({ major: 11, on: "fastify" }),
  },
  "Nest 12 on Express": {
    over: "HTTP",
    ownShutdown: "app.close()",
    load: async () => (await import("./nest.js")).startNest({ major: 12, on: "express" }),
  },
};
