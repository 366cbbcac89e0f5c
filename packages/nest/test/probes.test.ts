import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { graceful } from "@x/graceful-nest";
import { describe, expect, test } from "vitest";
import { expectReady, expectUnreadyInDrain } from "../../../conformance/src/expect-readiness.js";
import { patient } from "../../../conformance/src/plans.js";
import { moduleOf, type Nest } from "../../../test/nest/nest.js";
import { stageFor, variants } from "./variants.js";

const plan = { ...patient, health: { live: "/livez", ready: "/readyz" } };

describe.each(variants)("%s", (_, variant) => {
  test("a probe bypasses the global prefix, versioning, guards and interceptors", async () => {
    const events: string[] = [];
    const stage = stageFor({
      ...variant,
      prepare(app, { common }) {
        app.setGlobalPrefix("api");
        app.enableVersioning({ type: common.VersioningType.URI, defaultVersion: "1" });
        app.useGlobalGuards({ canActivate: () => events.push("guard") === 0 });
        app.useGlobalInterceptors({
          intercept: (_: unknown, next: { handle(): unknown }) => events.push("interceptor") && next.handle(),
        });
      },
    });
    await stage.start(plan);
    const client = await stage.connect();
    await expectReady(client);
    expect(events).toEqual([]);
    expect(await client.request("GET", "/api/v1/ok").response()).toMatchObject({ status: 403 });
    expect(events).toEqual(["guard"]);
    client.close();
    await stage.cleanReport();
  });

  test.each(["app.init()", "app.listen()"])(
    "after %s they need a port of their own, and that is said",
    async (call) => {
      const stage = stageFor(variant);
      await stage.attach();
      if (call === "app.init()") await stage.app.init();
      else await stage.listen();
      await stage.cleanReport();
      expect(() => graceful(stage.app, plan)).toThrow("`health.port`");
    },
  );

  test("@nestjs/terminus answers beside it as usual", async () => {
    const stage = stageFor({
      ...variant,
      root(demoModule, made) {
        const terminus = made.load<{ TerminusModule: object; HealthCheckService: object }>(
          "@nestjs/terminus",
        );
        class Health {
          check() {
            return this.service.check([async () => ({ pool: { status: "up" } })]);
          }
          constructor(readonly service: { check(indicators: unknown[]): Promise<unknown> }) {}
        }
        const { Controller, Get, Inject } = made.common;
        Controller("health")(Health);
        Inject(terminus.HealthCheckService)(Health, undefined, 0 as never);
        Get()(Health.prototype, "check", Object.getOwnPropertyDescriptor(Health.prototype, "check"));
        return moduleOf(made, { imports: [demoModule, terminus.TerminusModule], controllers: [Health] });
      },
    });
    await stage.start(plan);
    const client = await stage.connect();
    expect(await client.request("GET", "/health").response()).toMatchObject({
      status: 200,
      text: expect.stringContaining('"pool":{"status":"up"}'),
    });
    await expectUnreadyInDrain(stage, client);
  });
});

// Express serves its routes also when Nest is closed.
describe.each(variants.filter(([, { on }]) => on === "express"))("%s", (_, variant) => {
  test("a probe does not answer any more when its lifecycle is closed", async () => {
    const stage = stageFor(variant);
    await stage.start(plan);
    await stage.cleanReport();
    const server = createServer(stage.app.getHttpAdapter().getInstance() as never);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    stage.track(server);
    const { port } = server.address() as AddressInfo;
    const { status } = await fetch(`http://127.0.0.1:${port}/livez`, { headers: { connection: "close" } });
    expect(status).toBe(404);
    server.close();
  });
});

// The source imports one major only, 11.
describe.each(variants.filter(([, { major }]) => major === 11))("%s: its logger", (_, variant) => {
  async function linesOf(logger: unknown): Promise<string[]> {
    const lines: string[] = [];
    const note = (line: string, context: string) => void lines.push(`${context}: ${line}`);
    let common: Nest["common"] | undefined;
    const stage = stageFor({
      ...variant,
      prepare: (_app, made) => {
        common = made.common;
        common.Logger.overrideLogger({ log: note, warn: note, error: note });
      },
    });
    await stage.attach({ ...patient, logger: logger as never });
    await stage.lifecycle.shutdown("test");
    common?.Logger.overrideLogger(false);
    return lines.filter((line) => line.startsWith("Graceful: "));
  }

  test("is used by default", async () => {
    expect(await linesOf(undefined)).toEqual([
      expect.stringContaining("Graceful: test: draining 0 connections"),
      expect.stringMatching(/^Graceful: Closed in .*, clean/),
    ]);
  });

  test("is not used if the plan says so", async () => {
    expect(await linesOf(false)).toEqual([]);
  });
});
