import { createServer } from "node:http";
import { server as hapi } from "@hapi/hapi";
import { serve } from "@hono/node-server";
import { type Drain, graceful, honoTarget, type Lifecycle } from "@x/graceful-hono";
import express from "express";
import { fastify } from "fastify";
import { Hono } from "hono";
import { Hono as QuickHono } from "hono/quick";
import { Hono as TinyHono } from "hono/tiny";
import Koa from "koa";

interface Env {
  Bindings: { database: string };
  Variables: { user: { name: string } };
}

graceful(new Hono()) satisfies Lifecycle;
graceful(new Hono<Env>(), { budgetMs: 5_000 });
graceful(new Hono<Env>().basePath("/api").get("/orders", (context) => context.json([context.var.user])));
graceful(new Hono({ strict: false }));
graceful(new QuickHono<Env>());
graceful(new TinyHono());
graceful(serve(new Hono()));
graceful(createServer());
honoTarget(new Hono()).name satisfies string;
export type CoreIsExported = Drain;

// @ts-expect-error an app of another framework
graceful(express());
// @ts-expect-error an app of another framework
graceful(fastify());
// @ts-expect-error an app of another framework
graceful(new Koa());
// @ts-expect-error an app of another framework
graceful(hapi());
// @ts-expect-error what the app is served by, not the app
graceful(new Hono().fetch);
// @ts-expect-error what `serve` takes, not the app
graceful({ fetch: new Hono().fetch });
// @ts-expect-error
graceful(Hono);
// @ts-expect-error
graceful();
// @ts-expect-error
graceful(undefined);
// @ts-expect-error
graceful(null);
// @ts-expect-error
graceful({});
// @ts-expect-error a target takes no server
honoTarget(createServer());
// @ts-expect-error an option that does not exist
graceful(new Hono(), { budget: 5_000 });
