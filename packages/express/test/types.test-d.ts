import { createServer } from "node:http";
import { server as hapi } from "@hapi/hapi";
import * as onExpress from "@x/graceful-express";
import { type Drain, expressTarget, graceful, type Lifecycle } from "@x/graceful-express";
import express, { type Application, type Express, Router } from "express";
import express4 from "express4";
import { fastify } from "fastify";
import Koa from "koa";

graceful(express()) satisfies Lifecycle;
graceful(express4(), { budgetMs: 5_000 });
graceful(express() as Express);
graceful(express() as Application);
graceful(createServer(express()));
expressTarget(express4()).name satisfies string;
export type CoreIsExported = Drain;

// What is for authors of adapters is of `@x/graceful-core/adapter` alone.
export const forUsers = [
  // @ts-expect-error
  onExpress.discoverServers,
  // @ts-expect-error
  onExpress.invalidTarget,
  // @ts-expect-error
  onExpress.isServer,
  // @ts-expect-error
  onExpress.replaceMethod,
];
// @ts-expect-error
export type Asked = onExpress.Probe;
// @ts-expect-error
export type Answered = onExpress.ProbeAnswer;

// @ts-expect-error an app of another framework
graceful(fastify());
// @ts-expect-error an app of another framework
graceful(new Koa());
// @ts-expect-error an app of another framework
graceful(hapi());
// @ts-expect-error a router serves nothing by itself
graceful(Router());
// @ts-expect-error
graceful();
// @ts-expect-error
graceful(undefined);
// @ts-expect-error
graceful(null);
// @ts-expect-error
graceful({});
// @ts-expect-error a target takes no server
expressTarget(createServer());
// @ts-expect-error an option that does not exist
graceful(express(), { budget: 5_000 });
