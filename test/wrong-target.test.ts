import { createServer, type Server } from "node:http";
import * as core from "@x/graceful-core";
import express from "express";
import { describe, expect, test } from "vitest";
import { adapters } from "./adapters.js";

const plan = { signals: false, exit: false, logger: false } satisfies core.ShutdownPlan;

const apps = Object.values(adapters).flatMap(({ framework, apps: majors }) =>
  Object.entries(majors).map(([major, make]): [string, string, () => unknown] => [framework, major, make]),
);

const nothing: [name: string, given: unknown, told: string][] = [
  ["undefined", undefined, "`undefined`"],
  ["null", null, "`null`"],
  ["a number", 3000, "`3000` (number)"],
  ["a string", "app", '`"app"` (string)'],
  ["an empty object", {}, "an empty object"],
  ["an object", { listen() {}, close() {} }, "an object with `listen`, `close`"],
  ["a function", function handler() {}, "`handler` (function)"],
  ["a promise of an app", Promise.resolve(express()), "`Promise` (object)"],
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

describe.each(Object.entries(adapters))(
  "graceful of the package for %s",
  (name, { framework: own, module, expected }) => {
    const graceful = module.graceful as (app: unknown, plan?: core.ShutdownPlan) => core.Lifecycle;
    const target = module[`${name}Target`] as (app: unknown) => core.Target;
    const others = apps.filter(([framework]) => framework !== own);

    test.each(others)("refuses an app of %s %s", async (_framework, _major, make) => {
      const app = await make();
      for (const call of [() => graceful(app, plan), () => target(app)]) {
        expect(call).toThrow(expect.objectContaining(refusal(expected, "")));
        expect(call).toThrow("An app of a framework goes to graceful() of that framework's own package");
      }
    });

    test.each(apps.filter(([framework]) => framework === own))(
      "takes an app of %s %s",
      async (_, __, make) => {
        expect(await graceful(await make(), plan).shutdown()).toMatchObject({ outcome: "clean" });
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
      expect(Object.keys(module)).toEqual(expect.arrayContaining(Object.keys(core)));
    });
  },
);

test.each(apps)("graceful of core refuses an app of %s %s", async (_framework, _major, make) => {
  const app = await make();
  expect(() => core.graceful(app as never, plan)).toThrow("[INVALID_TARGET] Expected a server of node:http");
});
