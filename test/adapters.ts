import type { Server } from "node:net";
import { type Server as HapiServer, server as hapi21 } from "@hapi/hapi";
import { createAdaptorServer } from "@hono/node-server";
import * as onExpress from "@x/graceful-express";
import * as onFastify from "@x/graceful-fastify";
import * as onHapi from "@x/graceful-hapi";
import * as onHono from "@x/graceful-hono";
import * as onKoa from "@x/graceful-koa";
import * as onNest from "@x/graceful-nest";
import express5 from "express";
import express4 from "express4";
import { fastify as fastify5 } from "fastify";
import { fastify as fastify4 } from "fastify4";
import { server as hapi20 } from "hapi20";
import { Hono } from "hono";
import Koa3 from "koa";
import Koa2 from "koa2";
import { type App, type Major, moduleOf, nest } from "./nest/nest.js";

/** What the tests of all adapters have to know of one. */
export interface Adapter {
  /** As people write it. */
  readonly framework: string;
  /** The module, from source. */
  readonly module: Readonly<Record<string, unknown>>;
  /** What it says that it expects. */
  readonly expected: string;
  /** Makes an app of each major, the newest last; some have it later. */
  readonly apps: Readonly<Record<number, () => unknown>>;
  /** The newest one's own way to listen, on any free port. */
  listen(app: never): Server | Promise<Server>;
}

/** A new one each time: Fastify writes into it. */
const onLoopback = () => ({ port: 0, host: "127.0.0.1" });

const nestApp = (major: Major) => () => {
  const made = nest(major);
  const options = { logger: false, abortOnError: false };
  return made.core.NestFactory.create(moduleOf(made, {}), new made.adapters.express(), options);
};

/** By the folder of `packages/`. A test compares it with those that are there. */
export const adapters: Readonly<Record<string, Adapter>> = {
  express: {
    framework: "Express",
    module: onExpress,
    expected: "an Express app or a server",
    apps: { 4: express4, 5: express5 },
    listen: (app: ReturnType<typeof express5>) => app.listen(onLoopback() as never),
  },
  fastify: {
    framework: "Fastify",
    module: onFastify,
    expected: "a Fastify app or a server",
    apps: { 4: fastify4, 5: fastify5 },
    listen: (app: ReturnType<typeof fastify5>) => app.listen(onLoopback()).then(() => app.server),
  },
  koa: {
    framework: "Koa",
    module: onKoa,
    expected: "a Koa app or a server",
    apps: { 2: () => new Koa2(), 3: () => new Koa3() },
    listen: (app: Koa3) => app.listen(onLoopback()),
  },
  hapi: {
    framework: "hapi",
    module: onHapi,
    expected: "a server of hapi or of Node",
    apps: { 20: () => hapi20(onLoopback()), 21: () => hapi21(onLoopback()) },
    listen: (app: HapiServer) => app.start().then(() => app.listener),
  },
  hono: {
    framework: "Hono",
    module: onHono,
    expected: "a Hono app or a server",
    apps: { 4: () => new Hono() },
    listen: (app: Hono) => createAdaptorServer({ fetch: app.fetch }).listen(onLoopback()),
  },
  nest: {
    framework: "Nest",
    module: onNest,
    expected: "a Nest app or a server",
    apps: { 10: nestApp(10), 11: nestApp(11), 12: nestApp(12) },
    listen: (app: App) => app.listen(0, "127.0.0.1"),
  },
};
