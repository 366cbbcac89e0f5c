import { graceful } from "@x/graceful-hapi";
import { describe, expect, test } from "vitest";
import { expectReady, expectUnreadyInDrain } from "../../../conformance/src/expect-readiness.js";
import { patient, shortIdleGrace } from "../../../conformance/src/plans.js";
import { majors, stageFor } from "./majors.js";

const plan = { ...patient, health: { live: "/livez", ready: "/readyz" } };

describe.each(majors)("%s", (_, make) => {
  test.each(["before", "while"])(
    "its routing answers the probes, made graceful %s it listens",
    async (moment) => {
      const server = make({ port: 0, host: "127.0.0.1" });
      const stage = stageFor(server);
      if (moment === "while") await stage.listen();
      await stage.attach(plan);
      if (moment === "before") await stage.listen();
      const client = await stage.connect();
      await expectReady(client);
      await expectUnreadyInDrain(stage, client);
    },
  );

  test("they are those of the current lifecycle after a restart", async () => {
    const server = make({ port: 0, host: "127.0.0.1" });
    for (const life of ["first", "second"]) {
      const checks = { [life]: () => true };
      const lifecycle = graceful(server, {
        ...shortIdleGrace,
        health: { ready: "/readyz", checks, cacheMs: 0 },
      });
      await server.start();
      const response = await fetch(`${server.info.uri}/readyz`);
      expect(response.status).toBe(200);
      expect(await response.text()).toContain(`"${life}:responseTime"`);
      await lifecycle.shutdown();
    }
  });

  test("they need no credentials where every other route does", async () => {
    const server = make({ port: 0, host: "127.0.0.1" });
    server.auth.scheme("closed", () => ({
      authenticate: () => {
        throw Object.assign(new Error("no"), { isBoom: false });
      },
    }));
    server.auth.strategy("closed", "closed");
    server.auth.default("closed");
    const stage = stageFor(server);
    await stage.start(plan);
    const client = await stage.connect();
    expect((await client.request("GET", "/ok").response()).status).not.toBe(200);
    expect(await client.request("GET", "/livez").response()).toMatchObject({ status: 200 });
    client.close();
    await stage.cleanReport();
  });
});
