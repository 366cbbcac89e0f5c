import { createServer } from "node:http";
import { runInNewContext } from "node:vm";
import { graceful, type Lifecycle, type ShutdownPlan } from "@x/graceful-core";
import { describe, expect, test } from "vitest";
import * as planModule from "./fixtures/plan-alone.js";
import { loggerInto } from "./lifecycle-scene.js";
import { QUIET } from "./quiet-plan.js";
import { thrownBy } from "./thrown-by.js";
import { connect, listen } from "./wire.js";

const HEALTH = { live: "/livez", ready: "/readyz", startup: "/startupz", port: 0, host: "127.0.0.1" };

async function statuses(lifecycle: Lifecycle): Promise<number[]> {
  const port = await lifecycle.healthPort;
  const answers = [HEALTH.live, HEALTH.ready, HEALTH.startup].map((path) =>
    fetch(`http://127.0.0.1:${port}${path}`),
  );
  return (await Promise.all(answers)).map(({ status }) => status);
}

describe("graceful() takes a plan alone", () => {
  class Plan {
    exit = false;
  }

  test.each<[what: string, plan: object]>([
    ["an object", { ...QUIET }],
    ["an object without a prototype", Object.assign(Object.create(null), QUIET)],
    ["a module", planModule],
    ["an object of another realm", Object.assign(runInNewContext("({})"), QUIET)],
  ])("given as %s", async (_, plan) => {
    expect(Object.hasOwn(plan, "exit") && (plan as ShutdownPlan).exit).toBe(false);
    expect(await graceful(plan).shutdown()).toMatchObject({ outcome: "clean", connections: { total: 0 } });
  });

  test.each<[what: string, given: unknown, plan: unknown, said: string]>([
    ["an instance of a class", new Plan(), undefined, "`Plan` (object)"],
    ["a function", function plan() {}, undefined, "`plan` (function)"],
    ["a list", [{ exit: false }], undefined, "an array of 1"],
    ["null", null, undefined, "`null`"],
    ["nothing", undefined, undefined, "`undefined`"],
    ["a map", new Map(), undefined, "`Map` (object)"],
    ["a promise of one", Promise.resolve({}), undefined, "`Promise` (object)"],
    ["an object beside a plan", { app: 1 }, QUIET, "an object with `app`"],
    ["an empty object beside a plan", {}, {}, "an empty object"],
  ])("and no target in its place: %s", (_, given, plan, said) => {
    const { code, message } = thrownBy(() => graceful(given as never, plan as ShutdownPlan));
    expect(code).toBe("INVALID_TARGET");
    expect(message).toBe(
      "[INVALID_TARGET] Expected a server of node:http, node:https, node:http2, node:tls or node:net, got " +
        `${said}. An app of a framework goes to graceful() of that framework's own package`,
    );
  });

  test("and a target that is alone for what it is", () => {
    const servers = () => {
      throw new Error("asked for its servers");
    };
    const target = { name: "framework", servers, probe() {}, async close() {} };
    expect(() => graceful(target)).toThrow("asked for its servers");
  });

  test("by the rules of any plan", () => {
    expect(thrownBy(() => graceful({ drainMS: 5 } as never)).message).toBe(
      "[INVALID_OPTION] Unknown option `drainMS`: did you mean `drainMs`?",
    );
  });

  test("whose health needs a port of its own", () => {
    const plan = { ...QUIET, health: { live: "/livez" } };
    expect(thrownBy(() => graceful(plan))).toMatchObject({
      code: "INVALID_OPTION",
      message:
        "[INVALID_OPTION] Expected `health.port` with a plan alone: " +
        "without a server there are no paths to serve health probes on",
    });
  });
});

describe("a lifecycle without a server", () => {
  test("is ready at once, and fails readiness from the first moment of its shutdown", async () => {
    const lifecycle = graceful({ ...QUIET, health: HEALTH });
    expect(await statuses(lifecycle)).toEqual([200, 200, 200]);
    const end = lifecycle.hold("job");
    const report = lifecycle.shutdown();
    expect(await statuses(lifecycle)).toEqual([200, 503, 200]);
    end();
    await report;
  });

  test("is ready when it calls markStarted(), with startup: manual", async () => {
    const lifecycle = graceful({ ...QUIET, health: HEALTH, startup: "manual" });
    expect(await statuses(lifecycle)).toEqual([200, 503, 503]);
    lifecycle.markStarted();
    expect(await statuses(lifecycle)).toEqual([200, 200, 200]);
    await lifecycle.shutdown();
  });

  test("has the phases, holds and releases of any other, and its log names no connection", async () => {
    const log: string[] = [];
    const told: string[] = [];
    const lifecycle = graceful({
      ...QUIET,
      logger: loggerInto(log),
      beforeDrain: () => void told.push("beforeDrain"),
      onDrain: () => void told.push("onDrain"),
      release: { broker: () => void told.push("broker closed") },
    });
    lifecycle.on("phase", ({ name }) => told.push(name));
    lifecycle.hold(
      "order 1",
      Promise.resolve().then(() => told.push("order 1 done")),
    );
    lifecycle.hold("order 2", Promise.resolve());
    expect(await lifecycle.shutdown("test")).toMatchObject({ outcome: "clean", requests: { total: 0 } });
    expect(told).toEqual([
      "lame-duck",
      "beforeDrain",
      "order 1 done",
      "draining",
      "onDrain",
      "releasing",
      "broker closed",
      "closed",
    ]);
    expect(log).toEqual([
      expect.stringMatching(/^test: draining 2 holds; budget 1 m \(.*\): drain 57 s, releases 3 s$/),
      expect.stringMatching(/^Closed in [^:]*, clean: 1 release done\. Exit code 0$/),
    ]);
  });

  test("with nothing to do says only that", async () => {
    const log: string[] = [];
    await graceful({ ...QUIET, logger: loggerInto(log) }).shutdown("test");
    expect(log).toEqual([
      expect.stringMatching(/^test: shutting down; budget 1 m/),
      expect.stringMatching(/^Closed in [^:]*, clean\. Exit code 0$/),
    ]);
  });

  test("cuts a hold at the deadline, and reports it", async () => {
    const lifecycle = graceful({ ...QUIET, budgetMs: 200, drainMs: 20 });
    lifecycle.hold("stuck");
    expect(await lifecycle.shutdown()).toMatchObject({
      outcome: "cut",
      exitCode: 1,
      cuts: [{ kind: "hold", name: "stuck" }],
    });
  });

  test("takes servers later, and drains them like any other", async () => {
    const log: string[] = [];
    const lifecycle = graceful({ ...QUIET, logger: loggerInto(log) });
    const server = createServer((_request, response) => response.end("hello"));
    lifecycle.add(server);
    const client = await connect(await listen(server));
    await client.get("/").receives("hello");
    const report = await lifecycle.shutdown("test");
    expect(report).toMatchObject({ outcome: "clean", connections: { total: 1, closed: 1 } });
    expect(server.listening).toBe(false);
    expect(log[0]).toMatch(/^test: draining 1 connection with 0 requests in flight; /);
  });
});
