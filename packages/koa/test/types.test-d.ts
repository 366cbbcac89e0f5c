import { createServer } from "node:http";
import { server as hapi } from "@hapi/hapi";
import { type Drain, graceful, koaTarget, type Lifecycle } from "@x/graceful-koa";
import express from "express";
import { fastify } from "fastify";
import Koa from "koa";
import Koa2 from "koa2";

interface State {
  user: { name: string };
}
interface Context {
  database(): Promise<void>;
}

graceful(new Koa()) satisfies Lifecycle;
graceful(new Koa<State, Context>(), { budgetMs: 5_000 });
graceful(createServer(new Koa().callback()));
graceful(new Koa2()) satisfies Lifecycle;
graceful(new Koa2<State, Context>());
koaTarget(new Koa2()).name satisfies string;
export type CoreIsExported = Drain;

// @ts-expect-error an app of another framework
graceful(express());
// @ts-expect-error an app of another framework
graceful(fastify());
// @ts-expect-error an app of another framework
graceful(hapi());
// @ts-expect-error a listener, not its app
graceful(new Koa().callback());
// @ts-expect-error
graceful(Koa);
// @ts-expect-error
graceful();
// @ts-expect-error
graceful(undefined);
// @ts-expect-error
graceful(null);
// @ts-expect-error
graceful({});
// @ts-expect-error a target takes no server
koaTarget(createServer());
// @ts-expect-error an option that does not exist
graceful(new Koa(), { budget: 5_000 });
