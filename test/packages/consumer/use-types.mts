// A TypeScript module of somebody who installed the packages. It is compiled, as ESM and (a copy) as CommonJS.
import { createServer } from "node:http";
import Hapi from "@hapi/hapi";
import { serve } from "@hono/node-server";
import {
  createDrain,
  formatReport,
  graceful,
  type Lifecycle,
  type ShutdownPlan,
  type ShutdownReport,
} from "@x/graceful-core";
import * as express from "@x/graceful-express";
import * as fastify from "@x/graceful-fastify";
import * as hapi from "@x/graceful-hapi";
import * as hono from "@x/graceful-hono";
import * as koa from "@x/graceful-koa";
import * as nest from "@x/graceful-nest";
import Express from "express";
import { fastify as Fastify } from "fastify";
import { Hono } from "hono";
import Koa from "koa";

const plan: ShutdownPlan = {
  health: { live: "/livez", ready: "/readyz", checks: { postgres: async () => 1 } },
  release: { queue: () => undefined, postgres: { after: ["queue"], run: async () => undefined } },
};

const lifecycle: Lifecycle = graceful(createServer(), plan);
const server = serve({ fetch: new Hono().fetch, port: 0 });
const app = Fastify();
export const { module: nestModule } = nest.GracefulModule.forRoot(plan);
export const lifecycles: Lifecycle[] = [
  lifecycle,
  express.graceful(Express(), plan),
  fastify.graceful(app, plan),
  hapi.graceful(Hapi.server(), plan),
  hono.graceful(server, plan),
  koa.graceful(new Koa(), plan),
  nest.graceful(createServer(), plan),
  graceful({ ...plan, health: { live: "/livez", port: 0 } }),
];

// The adapters add to the types of their frameworks.
export const phase: string = app.graceful.phase.name;

lifecycle.on("phase", (now) => {
  if (now.name === "draining") console.log(formatReport);
});
createDrain({ drainMs: 5_000 }).add(createServer());
export const report: Promise<ShutdownReport> = lifecycle.shutdown("the end");

// @ts-expect-error an option that does not exist
graceful(createServer(), { budget: 5_000 });
// @ts-expect-error no app
express.graceful({});
