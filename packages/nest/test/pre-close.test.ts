import { describe, expect, test } from "vitest";
import { patient } from "../../../conformance/src/plans.js";
import type { App } from "../../../test/nest/nest.js";
import { recordingHooks, stageFor, variants } from "./variants.js";

/** As much of Fastify as is needed. */
interface Fastify {
  addHook(name: "preClose", hook: (this: Fastify, done: () => void) => unknown): unknown;
  register(plugin: (scope: Fastify) => Promise<void>): unknown;
}

const fastifyOf = (app: App) => app.getHttpAdapter().getInstance() as Fastify;
const onFastify = variants.filter(([, { on }]) => on === "fastify");

describe.each(onFastify)("%s: a preClose hook of Fastify", (_, variant) => {
  function addHooks(app: App, events: string[]): void {
    const fastify = fastifyOf(app);
    fastify.register(async (scope) => {
      scope.addHook("preClose", async function () {
        events.push(this === scope ? "preClose of a plugin" : "preClose of a stranger");
      });
    });
    fastify.addHook("preClose", (done) => {
      events.push("preClose with a callback");
      setImmediate(done);
    });
  }

  test("runs when the drain begins, once, and Nest's hooks run after it", async () => {
    const events: string[] = [];
    let addHook: unknown;
    const stage = stageFor({
      ...variant,
      root: recordingHooks(events),
      prepare: (app) => {
        addHook = fastifyOf(app).addHook;
      },
    });
    await stage.attach();
    const { app } = stage;
    addHooks(app, events);
    await stage.listen();
    stage.lifecycle.on("phase", ({ name }) => events.push(name));
    const report = stage.lifecycle.shutdown("SIGTERM");
    await app.close();
    expect(await report).toMatchObject({ outcome: "clean", releases: [] });
    expect(events).toEqual([
      "draining",
      "preClose with a callback",
      "preClose of a plugin",
      "releasing",
      "onModuleDestroy",
      "beforeApplicationShutdown SIGTERM",
      "onApplicationShutdown SIGTERM",
      "closed",
    ]);
    expect(fastifyOf(app).addHook).toBe(addHook);
  });

  test("that fails is in the report as Nest's", async () => {
    const events: string[] = [];
    const stage = stageFor({ ...variant, root: recordingHooks(events) });
    const lines: string[] = [];
    const error = (line: string) => lines.push(line);
    await stage.attach({ ...patient, logger: { info() {}, warn() {}, error } });
    fastifyOf(stage.app).addHook("preClose", async () => Promise.reject(new Error("no goodbye")));
    await stage.listen();
    const { releases } = await stage.lifecycle.shutdown();
    expect(lines[0]).toBe("`nest` failed: no goodbye");
    events.push(...releases.map(({ name }) => name));
    // Nest calls no further hook of its own, as without Graceful.
    expect(events).toEqual(["onModuleDestroy", "beforeApplicationShutdown undefined", "nest"]);
  });
});
