import http from "node:http";
import { server as hapi } from "@hapi/hapi";
import {
  type Drain,
  type FastifyApp,
  fastifyTarget,
  graceful,
  type Lifecycle,
  type ShutdownPlan,
} from "@x/graceful-fastify";
import express from "express";
import { type FastifyBaseLogger, type FastifyInstance, type FastifyTypeProvider, fastify } from "fastify";
import { type FastifyTypeProvider as FastifyTypeProvider4, fastify as fastify4 } from "fastify4";
import Koa from "koa";

interface Provider extends FastifyTypeProvider {
  validator: this["schema"];
}
interface Provider4 extends FastifyTypeProvider4 {
  output: this["input"];
}
declare const logger: FastifyBaseLogger & { audit(line: string): void };
declare const plan: ShutdownPlan;

graceful(fastify()) satisfies Lifecycle;
graceful(fastify() as FastifyInstance, plan);
graceful(fastify({ https: {} }));
graceful(fastify({ http2: true }));
graceful(fastify({ http2: true, https: {} }));
graceful(fastify({ loggerInstance: logger }));
graceful(fastify({ serverFactory: (handler) => http.createServer(handler) }));
graceful(fastify().withTypeProvider<Provider>());
graceful(fastify().server);

graceful(fastify4()) satisfies Lifecycle;
graceful(fastify4({ https: {} }));
graceful(fastify4({ http2: true }));
graceful(fastify4({ http2: true, https: {} }));
graceful(fastify4({ logger }));
graceful(fastify4({ serverFactory: (handler) => http.createServer(handler) }));
graceful(fastify4().withTypeProvider<Provider4>());

fastifyTarget(fastify()).name satisfies string;
export type CoreIsExported = Drain;

// As a plugin.
await fastify().register(graceful);
await fastify().register(graceful, { budgetMs: 5_000 });
await fastify({ http2: true, loggerInstance: logger }).register(graceful, plan);
await fastify4().register(graceful, { budgetMs: 5_000 });
fastify().graceful satisfies Lifecycle;

// It takes no more of the app's type than it needs, and leaves it as it is.
export const withApp = <App extends FastifyApp>(app: App): App => app;
withApp(fastify({ loggerInstance: logger })).log.audit("typed");

// @ts-expect-error an app of another framework
graceful(express());
// @ts-expect-error an app of another framework
graceful(new Koa());
// @ts-expect-error an app of another framework
graceful(hapi());
// @ts-expect-error
graceful(fastify);
// @ts-expect-error
graceful();
// @ts-expect-error
graceful(undefined);
// @ts-expect-error
graceful(null);
// @ts-expect-error
graceful({});
// @ts-expect-error a target takes no server
fastifyTarget(http.createServer());
// @ts-expect-error an option that does not exist
graceful(fastify(), { budget: 5_000 });
