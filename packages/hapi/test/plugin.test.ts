import type { Server } from "@hapi/hapi";
import * as gracefulHapi from "@x/graceful-hapi";
import { graceful, plugin } from "@x/graceful-hapi";
import { describe, expect, test } from "vitest";
import { patient, shortIdleGrace } from "../../../conformance/src/plans.js";
import { majors, record, stageFor } from "./majors.js";

describe.each(majors)("%s", (_, make) => {
  test("server.register({ plugin, options: plan }) makes it graceful: its lifecycle is in server.plugins", async () => {
    const server = make({ port: 0, host: "127.0.0.1" });
    const events: string[] = [];
    await server.register({ plugin, options: { ...patient, release: { pool: () => events.push("pool") } } });
    const stage = stageFor(server, { attach: () => server.plugins.graceful.lifecycle });
    await stage.start();
    stage.lifecycle.on("phase", ({ name }) => events.push(name));
    const busy = await stage.connect();
    busy.request("GET", "/gate/a");
    await stage.demo.ran("/gate/a");
    const stopped = server.stop();
    await stage.phase("draining");
    await stage.listenersClosed();
    stage.demo.open("a");
    expect(await busy.response()).toMatchObject({ text: "a", headers: { connection: "close" } });
    await stopped;
    expect(await stage.cleanReport()).toMatchObject({ reason: "hapi close" });
    expect(events).toEqual(["draining", "releasing", "pool", "closed"]);
  });

  test("the whole package serves as the plugin too", async () => {
    const server = make();
    await server.register({ plugin: gracefulHapi, options: patient });
    expect(server.registrations).toHaveProperty("graceful");
    await server.plugins.graceful.lifecycle.shutdown();
  });

  test("registered within another plugin it applies to the same server", async () => {
    const server = make();
    const register = async (inner: Server) => void (await inner.register({ plugin, options: patient }));
    await server.register({ name: "outer", register });
    expect(() => graceful(server, patient)).toThrow("[ALREADY_GRACEFUL]");
    await server.plugins.graceful.lifecycle.shutdown();
  });

  test("its extensions run once even if the application then stops it, and again in the next life", async () => {
    const [server, other] = [make(), make()];
    const events: string[] = [];
    record(server, events);
    const again = async () => void (await Promise.all([server.stop(), server.stop()]));
    await server.register({ plugin, options: { ...shortIdleGrace, release: { again } } });
    await other.register({ plugin, options: { ...shortIdleGrace, release: { none: () => {} } } });
    const lives = [server, other].map(({ plugins }) => plugins.graceful.lifecycle.shutdown());
    expect(await Promise.all(lives)).toMatchObject([{ outcome: "clean" }, { outcome: "clean" }]);
    expect(events).toEqual(["onPreStop", "stop", "onPostStop"]);
    await server.start();
    await server.stop();
    expect(events).toEqual(["onPreStop", "stop", "onPostStop", "onPreStop", "stop", "onPostStop"]);
  });

  test("a wrong plan fails the registration", async () => {
    const server = make();
    await expect(server.register({ plugin, options: { budgetMs: "5s" as never } })).rejects.toMatchObject({
      code: "INVALID_OPTION",
      message: expect.stringContaining("`budgetMs`"),
    });
    await graceful(server, patient).shutdown();
  });
});
