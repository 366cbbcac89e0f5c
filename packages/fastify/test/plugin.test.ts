import { graceful } from "@x/graceful-fastify";
import type { FastifyInstance } from "fastify";
import { describe, expect, onTestFinished, test } from "vitest";
import { patient } from "../../../conformance/src/plans.js";
import { majors, stageFor } from "./majors.js";

describe.each(majors)("%s", (_, fastify) => {
  function make(): FastifyInstance {
    const app = fastify();
    onTestFinished(async () => {
      await app.graceful?.shutdown();
      await app.close();
    });
    return app;
  }

  test("await app.register(graceful, plan) makes the app itself graceful: its lifecycle is app.graceful", async () => {
    const app = make();
    const events: string[] = [];
    const stage = stageFor(app, {
      prepare: async () => {
        await app.register(graceful, { ...patient, release: { pool: () => events.push("pool") } });
      },
      attach: () => app.graceful,
    });
    await stage.start();
    stage.lifecycle.on("phase", ({ name }) => events.push(name));
    const busy = await stage.connect();
    busy.request("GET", "/gate/a");
    await stage.demo.ran("/gate/a");
    const closed = app.close();
    await stage.phase("draining");
    await stage.listenersClosed();
    stage.demo.open("a");
    expect(await busy.response()).toMatchObject({ text: "a", headers: { connection: "close" } });
    await closed;
    expect(await app.graceful.shutdown()).toMatchObject({ outcome: "clean", reason: "fastify close" });
    expect(events).toEqual(["draining", "releasing", "pool", "closed"]);
  });

  test("it has the marks of fastify-plugin: a name, the versions, and no context of its own", async () => {
    const app = make();
    app.register(graceful, patient);
    await app.ready();
    expect(app.hasPlugin("@x/graceful-fastify")).toBe(true);
    expect(app.printPlugins()).toContain("@x/graceful-fastify");
    expect(app.graceful.phase).toEqual({ name: "serving" });
  });

  test("registered within another plugin it applies to the same app", async () => {
    const app = make();
    let inner: FastifyInstance | undefined;
    await app.register(async (context) => {
      inner = context;
      await context.register(graceful, patient);
    });
    await app.listen({ port: 0, host: "127.0.0.1" });
    expect(() => graceful(app, patient)).toThrow("[ALREADY_GRACEFUL]");
    expect(() => graceful(app.server, patient)).toThrow("[ALREADY_GRACEFUL]");
    await app.close();
    expect(app.server.listening).toBe(false);
    expect(await inner?.graceful.shutdown()).toMatchObject({ outcome: "clean" });
  });

  test("a wrong plan fails the registration, and leaves an app that can be made graceful", async () => {
    const app = make();
    const wrong = async () => {
      await app.register(graceful, { budgetMs: "5s" } as never);
    };
    await expect(wrong()).rejects.toMatchObject({
      code: "INVALID_OPTION",
      message: expect.stringContaining("`budgetMs`"),
    });
    await graceful(app, patient).shutdown();
  });

  test("a second registration fails with the reason", async () => {
    const app = make();
    await app.register(graceful, patient);
    const again = async () => {
      await app.register(graceful, patient);
    };
    await expect(again()).rejects.toThrow("[ALREADY_GRACEFUL]");
  });
});
