import { createServer, type ServerResponse } from "node:http";
import { nestTarget } from "@x/graceful-nest";
import { describe, expect, test } from "vitest";
import { expectAnswersInDrain } from "../../../conformance/src/expect-answers-in-drain.js";
import { patient, shortDrain } from "../../../conformance/src/plans.js";
import type { Stage } from "../../../conformance/src/stage.js";
import { type App, moduleOf } from "../../../test/nest/nest.js";
import { bounded } from "../../../test-kit/condition.mjs";
import { recordingHooks, stageFor, variants } from "./variants.js";

const hooks = (signal?: string) => [
  "onModuleDestroy",
  `beforeApplicationShutdown ${signal}`,
  `onApplicationShutdown ${signal}`,
];

/** A request in flight when `close` is called, answered when nobody else may come. */
async function closeUnderLoad(stage: Stage, events: string[], close: () => unknown): Promise<void> {
  stage.lifecycle.on("phase", ({ name }) => events.push(name));
  const busy = await stage.connect();
  busy.request("GET", "/gate/a");
  await stage.demo.ran("/gate/a");
  const closed = Promise.resolve(close()).then(() => events.push("close() resolved"));
  await stage.phase("draining");
  await stage.listenersClosed();
  stage.demo.open("a");
  expect(await busy.response()).toMatchObject({ status: 200, text: "a", headers: { connection: "close" } });
  await busy.ended();
  await bounded("close() to resolve", closed);
  await stage.cleanReport();
}

describe.each(variants)("%s", (_, variant) => {
  test.each(["before it listens", "while it listens"])(
    "made graceful %s: app.close() by the application drains first, then Nest's hooks run, in its order",
    async (moment) => {
      const events: string[] = [];
      const prepare = (app: App) =>
        app.use((_request: unknown, response: ServerResponse, next: () => void) => {
          response.on("finish", () => events.push("answered"));
          next();
        });
      const stage = stageFor({ ...variant, root: recordingHooks(events), prepare });
      if (moment === "while it listens") await stage.listen();
      await stage.attach({ ...patient, release: { pool: () => events.push("pool") } });
      if (moment === "before it listens") await stage.listen();
      await closeUnderLoad(stage, events, () => stage.app.close("SIGQUIT"));
      expect(events).toEqual([
        ...["draining", "answered", "releasing"],
        ...hooks("SIGQUIT"),
        ...["close() resolved", "pool", "closed"],
      ]);
    },
  );

  test("its hooks run once, however often it is closed and by whatever", async () => {
    const events: string[] = [];
    const stage = stageFor({ ...variant, root: recordingHooks(events) });
    await stage.start();
    const report = stage.lifecycle.shutdown("SIGTERM");
    await Promise.all([stage.app.close(), stage.app.close(), report]);
    expect(events).toEqual(hooks("SIGTERM"));
  });

  test("a reason that is no signal is not passed to its hooks", async () => {
    const events: string[] = [];
    const stage = stageFor({ ...variant, root: recordingHooks(events) });
    await stage.start();
    await stage.lifecycle.shutdown("deployed");
    expect(events).toEqual(hooks());
  });

  test("a second app under the same lifecycle has its hooks called with the signal too", async () => {
    const events: string[] = [];
    const stage = stageFor(variant);
    await stage.start();
    const second = stageFor({ ...variant, root: recordingHooks(events) });
    await second.listen();
    stage.lifecycle.add(nestTarget(second.app));
    await stage.lifecycle.shutdown("SIGTERM");
    expect(events).toEqual(hooks("SIGTERM"));
  });

  const pool = { name: "pool", status: "done" };
  const failed = { outcome: "failed", releases: [{ name: "nest", status: "failed" }, pool] };
  // Nest 12 logs what a hook fails with, and its `close()` resolves.
  const logged = { outcome: "clean", releases: [pool] };
  test.each([
    ["fails", () => Promise.reject(new Error("the pool is gone")), variant.major === 12 ? logged : failed],
    ["hangs", () => new Promise(() => {}), failed],
  ])(
    "the budget and the releases end although a hook %s, and the report names it where Nest rejects",
    async (_, hook, report) => {
      class Pool {
        onModuleDestroy = hook;
      }
      const root = (demoModule: object, made: Parameters<typeof moduleOf>[0]) =>
        moduleOf(made, { imports: [demoModule], providers: [Pool] });
      const stage = stageFor({ ...variant, root });
      const events: string[] = [];
      await stage.start({ ...shortDrain, budgetMs: 1_500, release: { pool: () => events.push("pool") } });
      expect(await stage.report()).toMatchObject(report);
      expect(events).toEqual(["pool"]);
    },
  );

  test("one that never listened closes like any other", async () => {
    const events: string[] = [];
    const stage = stageFor({ ...variant, root: recordingHooks(events) });
    await stage.attach();
    await stage.app.init();
    await stage.app.close();
    await stage.cleanReport();
    expect(events).toEqual(hooks());
  });

  test("nothing is left on the app", async () => {
    const stage = stageFor(variant);
    await stage.attach();
    await stage.app.close();
    await stage.cleanReport();
    expect(Object.getOwnPropertyDescriptor(stage.app, "close")).toBeUndefined();
  });

  test("a server of the application's own that serves its routes drains with it", async () => {
    const stage = stageFor(variant);
    await stage.attach();
    await stage.app.init();
    const instance = stage.app.getHttpAdapter().getInstance() as { routing?: never; ready?(): Promise<void> };
    await instance.ready?.();
    const server = createServer(instance.routing ?? (instance as never));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    stage.track(server);
    await expectAnswersInDrain(stage, 1);
  });
});
