import { graceful } from "@x/graceful-fastify";
import { describe, expect, test } from "vitest";
import { expectReady, expectUnreadyInDrain } from "../../../conformance/src/expect-readiness.js";
import { patient } from "../../../conformance/src/plans.js";
import { majors, stageFor } from "./majors.js";

const plan = { ...patient, health: { live: "/livez", ready: "/readyz" } };

describe.each(majors)("%s", (_, fastify) => {
  test.each([{}, { exposeHeadRoutes: false }])("its routing answers the probes, with %o", async (options) => {
    const app = fastify(options);
    const stage = stageFor(app);
    await stage.start(plan);
    const client = await stage.connect();
    await expectReady(client);
    await expectUnreadyInDrain(stage, client);
  });

  test("a ready app accepts no further route: that is an error, and the attempt leaves no trace", async () => {
    const app = fastify();
    await app.ready();
    expect(() => graceful(app, plan)).toThrow(/already|booted/i);
    await graceful(app, patient).shutdown();
  });
});
