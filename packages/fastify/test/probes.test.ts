import { graceful } from "@x/graceful-fastify";
import { describe, expect, test } from "vitest";
import { patient } from "../../../conformance/src/plans.js";
import { majors, stageFor } from "./majors.js";

const plan = { ...patient, health: { live: "/livez", ready: "/readyz" } };

describe.each(majors)("%s", (_, fastify) => {
  test.each([{}, { exposeHeadRoutes: false }])("its routing answers the probes, with %o", async (options) => {
    const app = fastify(options);
    const stage = stageFor(app);
    await stage.start(plan);
    const client = await stage.connect();
    expect(await client.request("GET", "/readyz?from=kubelet").response()).toMatchObject({
      status: 200,
      headers: {
        "content-type": expect.stringContaining("application/health+json"),
        "cache-control": "no-store",
      },
      text: expect.stringContaining('"status":"pass"'),
    });
    expect(await client.request("HEAD", "/readyz").response()).toMatchObject({ status: 200, text: "" });
    const busy = await stage.connect();
    busy.request("GET", "/gate/a");
    await stage.demo.ran("/gate/a");
    await stage.drain();
    expect(await client.request("GET", "/readyz").response()).toMatchObject({ status: 503 });
    stage.demo.open("a");
    await stage.cleanReport();
  });

  test("an app that is ready takes no route any more: that is said, and nothing is left of the attempt", async () => {
    const app = fastify();
    await app.ready();
    expect(() => graceful(app, plan)).toThrow(/already|booted/i);
    await graceful(app, patient).shutdown();
  });
});
