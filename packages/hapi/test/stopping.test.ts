import { graceful } from "@x/graceful-hapi";
import { describe, expect, test, vi } from "vitest";
import { patient, shortDrain, shortIdleGrace } from "../../../conformance/src/plans.js";
import type { Stage } from "../../../conformance/src/stage.js";
import { BOUND_MS, bounded } from "../../../test-kit/condition.mjs";
import { majors, record, stageFor } from "./majors.js";

/** Requests in flight, half sent, and one that comes during the drain which `stop` begins: all are answered. */
async function stopUnderLoad(stage: Stage, events: string[], stop: () => Promise<unknown>): Promise<void> {
  stage.lifecycle.on("phase", ({ name }) => events.push(name));
  const kept = await stage.connectIdle();
  const half = await stage.connect();
  half.write("GET /gate/half HTTP/1.1\r\nhost: a\r\n");
  const busy = await stage.connect();
  busy.request("GET", "/gate/a");
  await stage.demo.ran("/gate/a");
  await stage.roundTrip();
  events.length = 0;
  const stopped = stop().then(() => events.push("stop() resolved"));
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
  half.write("\r\n");
  await stage.demo.ran("/gate/half");
  stage.demo.open("half");
  expect(await half.response(1)).toMatchObject({ status: 200, text: "half" });
  await half.ended();
  await bounded("stop() to resolve", stopped);
  await stage.cleanReport();
}

const drained = ["draining", "answered /ok", "answered /gate/a", "answered /gate/half", "releasing"];

describe.each(majors)("%s", (_, make) => {
  for (const moment of ["before it starts", "while it listens"]) {
    describe(`made graceful ${moment}`, () => {
      async function begin(events: string[], extensions: "earlier" | "later" = "later") {
        const server = make({ port: 0, host: "127.0.0.1" });
        const stage = stageFor(server);
        if (extensions === "earlier") record(server, events);
        if (moment === "before it starts") await stage.start();
        else {
          await stage.listen();
          await stage.attach();
        }
        if (extensions === "later") record(server, events);
        return { server, stage };
      }

      test("stop() by the application drains first, half-sent requests too, whatever its timeout", async () => {
        const events: string[] = [];
        const { server, stage } = await begin(events);
        await stopUnderLoad(stage, events, () => server.stop({ timeout: 1 }));
        expect(events).toEqual([...drained, "onPreStop", "stop", "onPostStop", "stop() resolved", "closed"]);
      });

      test("extensions that were there before run before the drain, in place", async () => {
        const events: string[] = [];
        const { server, stage } = await begin(events, "earlier");
        await stopUnderLoad(stage, events, () => server.stop());
        const rest = ["stop", "onPostStop", "stop() resolved", "closed"];
        expect(events).toEqual(["onPreStop", ...drained, ...rest]);
      });

      test.each(["earlier", "later"] as const)(
        "its extensions, %s ones, run once and after the last response",
        async (which) => {
          const events: string[] = [];
          const { stage } = await begin(events, which);
          await stopUnderLoad(stage, events, () => stage.lifecycle.shutdown());
          expect(events).toEqual([
            ...drained,
            "onPreStop",
            "stop",
            "onPostStop",
            "closed",
            "stop() resolved",
          ]);
        },
      );

      test("its extensions run once where the application stops it during the drain", async () => {
        const events: string[] = [];
        const { server, stage } = await begin(events);
        await stopUnderLoad(stage, events, async () => {
          void stage.lifecycle.shutdown();
          await server.stop();
        });
        expect(events).toEqual([...drained, "onPreStop", "stop", "onPostStop", "stop() resolved", "closed"]);
      });
    });
  }

  test("core's deadline is the only one: it stops hapi with the longest timeout there is", async () => {
    const server = make({ port: 0, host: "127.0.0.1" });
    const stop = vi.spyOn(server, "stop");
    const stage = stageFor(server);
    await stage.start(shortDrain);
    const busy = await stage.connect();
    busy.request("GET", "/gate/a");
    await stage.demo.ran("/gate/a");
    const { cuts } = await stage.report();
    expect(cuts).toMatchObject([{ kind: "request", url: "/gate/a" }]);
    expect(stop.mock.calls).toEqual([[{ timeout: 2 ** 31 - 1 }]]);
    await busy.closed();
  });

  test("the releases come after its last extension, also where the application stopped it", async () => {
    const server = make({ port: 0, host: "127.0.0.1" });
    const events: string[] = [];
    const stage = stageFor(server);
    await stage.start({ ...shortIdleGrace, release: { pool: () => events.push("pool") } });
    server.ext("onPostStop", async () => {
      await new Promise((resolve) => setImmediate(resolve));
      events.push("onPostStop");
    });
    await server.stop();
    await stage.cleanReport();
    expect(events).toEqual(["onPostStop", "pool"]);
  });

  test("its extensions run once where a release stops it again, and afterwards stop() is its own", async () => {
    const server = make();
    const { stop } = server;
    const events: string[] = [];
    record(server, events);
    const lifecycle = graceful(server, { ...shortIdleGrace, release: { again: () => server.stop() } });
    expect(await lifecycle.shutdown()).toMatchObject({ outcome: "clean" });
    expect(events).toEqual(["onPreStop", "stop", "onPostStop"]);
    expect([server.stop === stop, Object.hasOwn(server, "stop")]).toEqual([true, false]);
  });

  test("one that was stopped can stop again while another one is in its releases", async () => {
    const [first, second] = [make(), make()];
    const ends: (() => void)[] = [];
    const held = () => new Promise<void>((resolve) => ends.push(resolve));
    const shutdowns = [];
    for (const server of [first, second]) {
      shutdowns.push(graceful(server, { ...shortIdleGrace, release: { held } }).shutdown());
      await vi.waitFor(() => expect(ends).toHaveLength(shutdowns.length), { timeout: BOUND_MS });
    }
    ends[0]?.();
    await shutdowns[0];
    const events: string[] = [];
    record(first, events);
    await first.start();
    await first.stop();
    expect(events).toEqual(["onPreStop", "stop", "onPostStop"]);
    ends[1]?.();
    await shutdowns[1];
  });

  test("an extension that fails is in the report", async () => {
    const server = make();
    server.ext("onPostStop", () => {
      throw new Error("the pool is gone");
    });
    const { outcome, releases } = await graceful(server, patient).shutdown();
    expect(outcome).toBe("failed");
    expect(releases).toMatchObject([
      { name: "hapi", status: "failed", error: { message: "the pool is gone" } },
    ]);
  });

  test("the budget and the releases end although an extension hangs", async () => {
    const server = make();
    server.ext("onPreStop", () => new Promise<void>(() => {}));
    const events: string[] = [];
    const plan = { ...shortDrain, budgetMs: 1_500, release: { pool: () => events.push("pool") } };
    const { releases } = await graceful(server, plan).shutdown();
    expect(releases).toMatchObject([
      { name: "hapi", status: "failed", error: { code: "TIMED_OUT" } },
      { name: "pool", status: "done" },
    ]);
  });

  test("stopped, it may start again and be made graceful again", async () => {
    const server = make({ port: 0, host: "127.0.0.1" });
    const events: string[] = [];
    record(server, events);
    for (const life of ["first", "second"]) {
      const lifecycle = graceful(server, shortIdleGrace);
      server.route({ method: "GET", path: `/${life}`, handler: () => life });
      await server.start();
      const response = await fetch(`${server.info.uri}/${life}`);
      expect(await response.text()).toBe(life);
      if (life === "first") await server.stop();
      expect(await lifecycle.shutdown()).toMatchObject({ outcome: "clean" });
      expect(server.listener.listening).toBe(false);
    }
    const life = (name: string) => [`answered /${name}`, "onPreStop", "stop", "onPostStop"];
    expect(events).toEqual([...life("first"), ...life("second")]);
  });
});
