import type { FastifyInstance } from "fastify";
import { describe, expect, test } from "vitest";
import { patient, shortDrain } from "../../../conformance/src/plans.js";
import type { Stage } from "../../../conformance/src/stage.js";
import { bounded } from "../../../test-kit/condition.mjs";
import { majors, record, stageFor } from "./majors.js";

/** When the app is made graceful. */
const moments = ["before it is ready", "before it listens", "while it listens"] as const;

async function begin(app: FastifyInstance, moment: (typeof moments)[number]): Promise<Stage> {
  const prepare = async () => void (moment === "before it listens" && (await app.ready()));
  const stage = stageFor(app, { prepare });
  if (moment === "while it listens") await stage.listen();
  await stage.attach();
  if (moment !== "while it listens") await stage.listen();
  return stage;
}

/** A request in flight, and a client that sends another one during the drain that `close` begins. */
async function closeUnderLoad(stage: Stage, events: string[], close: () => Promise<unknown>): Promise<void> {
  stage.lifecycle.on("phase", ({ name }) => events.push(name));
  const kept = await stage.connectIdle();
  const busy = await stage.connect();
  busy.request("GET", "/gate/a");
  await stage.demo.ran("/gate/a");
  events.length = 0;
  const closed = close().then(() => events.push("close() resolved"));
  await stage.phase("draining");
  await stage.listenersClosed();
  expect(await kept.request("GET", "/ok").response()).toMatchObject({
    status: 200,
    headers: { connection: "close" },
  });
  await kept.ended();
  stage.demo.open("a");
  expect(await busy.response()).toMatchObject({ status: 200, text: "a" });
  await busy.ended();
  await bounded("close() to resolve", closed);
  await stage.cleanReport();
}

describe.each(majors)("%s", (_, fastify) => {
  describe.each(moments)("made graceful %s", (moment) => {
    test("close() by the application drains first, and answers no 503 meanwhile", async () => {
      const app = fastify();
      const events: string[] = [];
      record(app, events);
      const stage = await begin(app, moment);
      await closeUnderLoad(stage, events, () => app.close());
      expect(events).toEqual([
        "draining",
        "answered /ok",
        "answered /gate/a",
        "releasing",
        "preClose",
        "onClose",
        "close() resolved",
        "closed",
      ]);
    });

    test("its close hooks run once, after the last response", async () => {
      const app = fastify();
      const events: string[] = [];
      record(app, events);
      const stage = await begin(app, moment);
      const both = async () => {
        const report = stage.lifecycle.shutdown("test");
        await Promise.all([app.close(), app.close(), report]);
      };
      await closeUnderLoad(stage, events, both);
      expect(events).toEqual([
        "draining",
        "answered /ok",
        "answered /gate/a",
        "releasing",
        "preClose",
        "onClose",
        "closed",
        "close() resolved",
      ]);
    });
  });

  test.each([
    { return503OnClosing: false },
    { return503OnClosing: true },
    { forceCloseConnections: true },
    { forceCloseConnections: "idle" as const },
    { keepAliveTimeout: 1 },
  ])("the drain is the same with %o", async (options) => {
    const app = fastify(options);
    const events: string[] = [];
    record(app, events);
    const stage = stageFor(app);
    await stage.start();
    const busy = await stage.connect();
    busy.request("GET", "/stream/a");
    await busy.receives("first,");
    const closed = app.close();
    await stage.phase("draining");
    await stage.listenersClosed();
    stage.demo.open("a");
    expect(await busy.response()).toMatchObject({ status: 200, text: "first,last" });
    await busy.ended();
    await closed;
    expect(events).toEqual(["answered /stream/a", "preClose", "onClose"]);
    await stage.cleanReport();
  });

  test("the signal that was given to listen() drains first too", async () => {
    const app = fastify();
    const stage = stageFor(app);
    const aborter = new AbortController();
    await stage.attach();
    await app.listen({ port: 0, host: "127.0.0.1", signal: aborter.signal });
    stage.track(app.server);
    const busy = await stage.connect();
    busy.request("GET", "/gate/a");
    await stage.demo.ran("/gate/a");
    aborter.abort();
    await stage.phase("draining");
    await stage.listenersClosed();
    stage.demo.open("a");
    expect(await busy.response()).toMatchObject({ status: 200, text: "a" });
    await stage.cleanReport();
  });

  test("a close hook that an earlier onReady hook adds comes after the drain too", async () => {
    const app = fastify();
    const events: string[] = [];
    app.addHook("onReady", async () => {
      app.addHook("onClose", async () => void events.push("onClose of an onReady hook"));
    });
    const stage = stageFor(app);
    await stage.start();
    stage.lifecycle.on("phase", ({ name }) => events.push(name));
    await app.close();
    await stage.cleanReport();
    expect(events).toEqual(["draining", "releasing", "onClose of an onReady hook", "closed"]);
  });

  test("one that never listened closes like any other", async () => {
    const app = fastify();
    const events: string[] = [];
    record(app, events);
    const stage = stageFor(app);
    await stage.attach();
    expect((await app.inject("/ok")).payload).toBe("ok");
    await app.close();
    await stage.cleanReport();
    expect(events).toEqual(["answered /ok", "preClose", "onClose"]);
  });

  test("an onClose hook that fails is in the report", async () => {
    const app = fastify();
    app.addHook("onClose", async () => {
      throw new Error("the pool is gone");
    });
    const stage = stageFor(app);
    await stage.start();
    const { outcome, releases } = await stage.report();
    expect(outcome).toBe("failed");
    expect(releases).toMatchObject([
      { name: "fastify", status: "failed", error: { message: "the pool is gone" } },
    ]);
  });

  test("the budget and the releases end although an onClose hook hangs", async () => {
    const app = fastify();
    app.addHook("onClose", () => new Promise(() => {}));
    const stage = stageFor(app);
    const events: string[] = [];
    await stage.start({ ...shortDrain, budgetMs: 1_500, release: { pool: () => events.push("pool") } });
    const { outcome, releases } = await stage.report();
    expect(outcome).toBe("failed");
    expect(releases).toMatchObject([
      { name: "fastify", status: "failed", error: { code: "TIMED_OUT" } },
      { name: "pool", status: "done" },
    ]);
    expect(events).toEqual(["pool"]);
  });

  test("nothing is left on the app: it may be closed again, and its server has the listeners it had", async () => {
    const app = fastify();
    const stage = stageFor(app);
    const keys = Reflect.ownKeys(app);
    await stage.start(patient);
    await stage.cleanReport();
    await app.close();
    expect(Reflect.ownKeys(app)).toEqual(keys);
  });
});
