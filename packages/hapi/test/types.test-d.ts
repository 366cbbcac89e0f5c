import { createServer } from "node:http";
import { server as hapi, type Server } from "@hapi/hapi";
import {
  type Drain,
  graceful,
  hapiTarget,
  type Lifecycle,
  plugin,
  type ShutdownPlan,
} from "@x/graceful-hapi";
import express from "express";
import { fastify } from "fastify";
import { server as hapi20, type Server as Server20 } from "hapi20";
import Koa from "koa";

declare const plan: ShutdownPlan;

graceful(hapi()) satisfies Lifecycle;
graceful(hapi({ listener: createServer(), autoListen: false }), { budgetMs: 5_000 });
graceful(hapi() as Server<{ database: string }>);
graceful(hapi().listener);
graceful(hapi20()) satisfies Lifecycle;
graceful(hapi20() as Server20, plan);
hapiTarget(hapi20()).name satisfies string;
export type CoreIsExported = Drain;

// As a plugin.
await hapi().register({ plugin, options: plan });
await hapi().register({ plugin, options: { budgetMs: 5_000 } });
await hapi().register(plugin);
await hapi20().register({ plugin, options: { budgetMs: 5_000 } });
hapi().plugins.graceful.lifecycle satisfies Lifecycle;
// @ts-expect-error an option that does not exist
await hapi().register({ plugin, options: { budget: 5_000 } });

// @ts-expect-error an app of another framework
graceful(express());
// @ts-expect-error an app of another framework
graceful(fastify());
// @ts-expect-error an app of another framework
graceful(new Koa());
// @ts-expect-error
graceful(hapi);
// @ts-expect-error
graceful();
// @ts-expect-error
graceful(undefined);
// @ts-expect-error
graceful(null);
// @ts-expect-error
graceful({});
// @ts-expect-error a target takes no server of Node
hapiTarget(createServer());
// @ts-expect-error an option that does not exist
graceful(hapi(), { budget: 5_000 });
