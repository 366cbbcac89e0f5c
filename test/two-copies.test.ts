import { createRequire } from "node:module";
import type { Server } from "node:net";
import { type Server as HapiServer, server as hapi21 } from "@hapi/hapi";
import type { Lifecycle, ShutdownPlan } from "@x/graceful-core";
import { GracefulError } from "@x/graceful-core";
import * as express from "@x/graceful-express";
import * as fastify from "@x/graceful-fastify";
import * as hapi from "@x/graceful-hapi";
import * as koa from "@x/graceful-koa";
import express5, { type Express } from "express";
import { type FastifyInstance, fastify as fastify5 } from "fastify";
import Koa3 from "koa";
import { describe, expect, test } from "vitest";

interface Adapter {
  graceful(app: unknown, plan: ShutdownPlan): Lifecycle;
}

const require = createRequire(import.meta.url);
const plan = { signals: false, exit: false, logger: false } satisfies ShutdownPlan;

/** A new one each time: Fastify writes into it. */
const onLoopback = () => ({ port: 0, host: "127.0.0.1" });

interface Case {
  esm: Adapter;
  make: () => unknown;
  /** Resolves with the server that listens. */
  listen: (app: never) => Promise<Server>;
}

const listening = (listen: (done: () => void) => Server) =>
  new Promise<Server>((resolve) => {
    const server = listen(() => resolve(server));
  });

/** Each adapter as an ES module with its core, from source; the CommonJS copy is the built one. */
const cases: Record<string, Case> = {
  express: {
    esm: express as Adapter,
    make: express5,
    listen: (app: Express) => listening((done) => app.listen(onLoopback(), done)),
  },
  fastify: {
    esm: fastify as unknown as Adapter,
    make: fastify5,
    listen: (app: FastifyInstance) => app.listen(onLoopback()).then(() => app.server),
  },
  koa: {
    esm: koa as Adapter,
    make: () => new Koa3(),
    listen: (app: Koa3) => listening((done) => app.listen(onLoopback(), done)),
  },
  hapi: {
    esm: hapi as Adapter,
    make: () => hapi21(onLoopback()),
    listen: (app: HapiServer) => app.start().then(() => app.listener),
  },
};

describe.each(Object.entries(cases))("two copies of the package for %s", (name, { esm, make, listen }) => {
  const cjs = require(`@x/graceful-${name}`) as Adapter;

  test("are two copies", () => {
    expect(cjs.graceful).not.toBe(esm.graceful);
  });

  test.each([
    ["ESM", esm, cjs],
    ["CommonJS", cjs, esm],
  ])("notice that an app is graceful already, by %s", async (_, first, second) => {
    const app = make();
    const lifecycle = first.graceful(app, plan);
    expect(() => second.graceful(app, plan)).toThrow("[ALREADY_GRACEFUL]");
    await lifecycle.shutdown();
    await second.graceful(app, plan).shutdown();
  });

  test("know each other's errors", () => {
    for (const copy of [esm, cjs]) {
      expect(() => copy.graceful(null, plan)).toThrow(GracefulError);
    }
  });

  test("each find the server of an app of their own", async () => {
    for (const copy of [esm, cjs]) {
      const app = make();
      const lifecycle = copy.graceful(app, plan);
      const server = await listen(app as never);
      expect(server.listening).toBe(true);
      expect(await lifecycle.shutdown()).toMatchObject({ outcome: "clean" });
      expect(server.listening).toBe(false);
    }
  });
});
