import { graceful } from "@x/graceful-fastify";
import type { FastifyInstance } from "fastify";
import { describe, expect, test } from "vitest";
import { patient } from "../../../conformance/src/plans.js";
import { majors } from "./majors.js";

const PLAN = { ...patient, logger: false } as const;

describe.each(majors)("%s: a preClose hook", (_, fastify) => {
  /** The phases, and what the hooks note. */
  async function run(app: FastifyInstance, events: string[], close?: () => Promise<unknown>) {
    const lifecycle = graceful(app, PLAN);
    lifecycle.on("phase", ({ name }) => events.push(name));
    app.register(async (scope) => {
      scope.addHook("preClose", async function () {
        events.push(this === scope ? "preClose of a plugin" : "preClose of a stranger");
      });
    });
    app.addHook("preClose", (done) => {
      events.push("preClose with a callback");
      setImmediate(done);
    });
    app.addHook("onClose", async () => void events.push("onClose"));
    await app.listen({ port: 0, host: "127.0.0.1" });
    const report = lifecycle.shutdown();
    await close?.();
    return report;
  }

  test("runs when the drain begins, once, whatever closes the app", async () => {
    for (const isClosed of [false, true]) {
      const app = fastify();
      const events: string[] = [];
      const { addHook } = app;
      expect(await run(app, events, isClosed ? () => app.close() : undefined)).toMatchObject({
        outcome: "clean",
      });
      expect(events).toEqual([
        "draining",
        "preClose with a callback",
        "preClose of a plugin",
        "releasing",
        "onClose",
        "closed",
      ]);
      expect(app.addHook).toBe(addHook);
    }
  });

  test("that fails is logged at once, and is in the report as Fastify's", async () => {
    const lines: string[] = [];
    const app = fastify();
    const error = (line: string) => lines.push(line);
    const lifecycle = graceful(app, { ...patient, logger: { info() {}, warn() {}, error } });
    app.addHook("preClose", (done) => (done as (error: Error) => void)(new Error("no goodbye")));
    await app.listen({ port: 0, host: "127.0.0.1" });
    const { releases } = await lifecycle.shutdown();
    expect(lines[0]).toBe("`fastify` failed: no goodbye");
    expect(releases.map(({ name }) => name)).toEqual(["fastify"]);
  });
});
