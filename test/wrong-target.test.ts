import { createServer, type Server } from "node:http";
import { server as hapi21 } from "@hapi/hapi";
import * as core from "@x/graceful-core";
import * as onExpress from "@x/graceful-express";
import * as onFastify from "@x/graceful-fastify";
import * as onHapi from "@x/graceful-hapi";
import * as onKoa from "@x/graceful-koa";
import express5 from "express";
import express4 from "express4";
import { fastify as fastify5 } from "fastify";
import { fastify as fastify4 } from "fastify4";
import { server as hapi20 } from "hapi20";
import Koa3 from "koa";
import Koa2 from "koa2";
import { describe, expect, test } from "vitest";

type Graceful = (app: unknown, plan?: core.ShutdownPlan) => core.Lifecycle;
const plan = { signals: false, exit: false, logger: false } satisfies core.ShutdownPlan;

const packages: Record<string, { graceful: Graceful; target: (app: unknown) => unknown; expected: string }> =
  {
    Express: {
      graceful: onExpress.graceful as Graceful,
      target: onExpress.expressTarget as never,
      expected: "an Express app or a server",
    },
    Fastify: {
      graceful: onFastify.graceful as Graceful,
      target: onFastify.fastifyTarget as never,
      expected: "a Fastify app or a server",
    },
    Koa: {
      graceful: onKoa.graceful as Graceful,
      target: onKoa.koaTarget as never,
      expected: "a Koa app or a server",
    },
    hapi: {
      graceful: onHapi.graceful as Graceful,
      target: onHapi.hapiTarget as never,
      expected: "a server of hapi or of Node",
    },
  };

const apps: [framework: string, major: number, make: () => unknown][] = [
  ["Express", 4, express4],
  ["Express", 5, express5],
  ["Fastify", 4, fastify4],
  ["Fastify", 5, fastify5],
  ["Koa", 2, () => new Koa2()],
  ["Koa", 3, () => new Koa3()],
  ["hapi", 20, hapi20],
  ["hapi", 21, hapi21],
];

const nothing: [name: string, given: unknown, told: string][] = [
  ["undefined", undefined, "`undefined`"],
  ["null", null, "`null`"],
  ["a number", 3000, "`3000` (number)"],
  ["a string", "app", '`"app"` (string)'],
  ["an empty object", {}, "an empty object"],
  ["an object", { listen() {}, close() {} }, "an object with `listen`, `close`"],
  ["a function", function handler() {}, "`handler` (function)"],
  ["a promise of an app", Promise.resolve(express5()), "`Promise` (object)"],
];

const refusal = (expected: string, given: string | RegExp) => ({
  name: "GracefulError",
  code: "INVALID_TARGET",
  message: given instanceof RegExp ? given : expect.stringContaining(`Expected ${expected}, got ${given}`),
});

async function closed(): Promise<Server> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  await new Promise((resolve) => server.close(resolve));
  return server;
}

describe.each(Object.entries(packages))(
  "graceful of the package for %s",
  (own, { graceful, target, expected }) => {
    const others = apps.filter(([framework]) => framework !== own);

    test.each(others)("refuses an app of %s %i", (_framework, _major, make) => {
      for (const call of [() => graceful(make(), plan), () => target(make())]) {
        expect(call).toThrow(expect.objectContaining(refusal(expected, "")));
        expect(call).toThrow("An app of a framework goes to graceful() of that framework's own package");
      }
    });

    test.each(apps.filter(([framework]) => framework === own))(
      "takes an app of %s %i",
      async (_, __, make) => {
        expect(await graceful(make(), plan).shutdown()).toMatchObject({ outcome: "clean" });
      },
    );

    test.each(nothing)("refuses %s", (_, given, told) => {
      for (const call of [() => graceful(given, plan), () => target(given)]) {
        expect(call).toThrow(expect.objectContaining(refusal(expected, told)));
      }
    });

    test("refuses a closed server, takes an open one, and is no target for either", async () => {
      const server = await closed();
      expect(() => graceful(server, plan)).toThrow("[SERVER_CLOSED]");
      const open = createServer();
      expect(() => target(open)).toThrow(expect.objectContaining(refusal(expected, "`Server` (object)")));
      expect(await graceful(open, plan).shutdown()).toMatchObject({ outcome: "clean" });
    });

    test("exports everything that core does", () => {
      const exported = Object.keys(
        { Express: onExpress, Fastify: onFastify, Koa: onKoa, hapi: onHapi }[own] ?? {},
      );
      expect(exported).toEqual(expect.arrayContaining(Object.keys(core)));
    });
  },
);

test.each(apps)("graceful of core refuses an app of %s %i", (_framework, _major, make) => {
  expect(() => core.graceful(make() as never, plan)).toThrow(
    "[INVALID_TARGET] Expected a server of node:http",
  );
});
