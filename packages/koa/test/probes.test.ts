import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { graceful } from "@x/graceful-koa";
import { describe, expect, onTestFinished, test } from "vitest";
import { expectReady, expectUnreadyInDrain } from "../../../conformance/src/expect-readiness.js";
import { patient } from "../../../conformance/src/plans.js";
import { Stage } from "../../../conformance/src/stage.js";
import { startKoa } from "../../../conformance/targets/koa.js";
import { majors } from "./majors.js";

const plan = { ...patient, health: { live: "/livez", ready: "/readyz" } };

describe.each(majors)("%s", (_, Koa) => {
  test("a middleware answers the probes, and passes on all other requests", async () => {
    const app = new Koa();
    const stage = new Stage(
      startKoa(() => app),
      false,
    );
    onTestFinished(() => stage.close());
    await stage.start(plan);
    const client = await stage.connect();
    await expectReady(client);
    expect(await client.request("POST", "/readyz").response()).toMatchObject({ status: 404 });
    expect(await client.request("GET", "/readyz/other").response()).toMatchObject({ status: 404 });
    await expectUnreadyInDrain(stage, client);
  });

  test("the probes of one lifecycle do not answer in the next one of the same app", async () => {
    const app = new Koa();
    for (let life = 1; life <= 3; life++) {
      const lifecycle = graceful(app, plan);
      const server = app.listen(0, "127.0.0.1");
      await once(server, "listening");
      const { port } = server.address() as AddressInfo;
      const { status } = await fetch(`http://127.0.0.1:${port}/readyz`, { headers: { connection: "close" } });
      expect([life, status]).toEqual([life, 200]);
      await lifecycle.shutdown();
    }
  });

  test("a listening app takes no further middleware: that is an error, and the attempt leaves no trace", async () => {
    const app = new Koa();
    const server = app.listen(0, "127.0.0.1");
    expect(() => graceful(app, plan)).toThrow(
      "[INVALID_OPTION] For `health` call graceful() before app.callback()",
    );
    const lifecycle = graceful(app, patient);
    expect(await lifecycle.shutdown()).toMatchObject({ outcome: "clean" });
    expect(server.listening).toBe(false);
  });
});
