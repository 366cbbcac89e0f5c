import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { graceful, type ShutdownPlan } from "@x/graceful-hono";
import { Hono } from "hono";
import { HTTPException } from "hono/http-exception";
import { LinearRouter } from "hono/router/linear-router";
import { describe, expect, onTestFinished, test } from "vitest";
import { expectReady, expectUnreadyInDrain } from "../../../conformance/src/expect-readiness.js";
import { patient } from "../../../conformance/src/plans.js";
import { Stage } from "../../../conformance/src/stage.js";
import { startHono } from "../../../conformance/targets/hono.js";
import { majors } from "./majors.js";

const plan: ShutdownPlan = { ...patient, health: { live: "/livez", ready: "/readyz" } };

describe.each(majors)("%s", (_, { createAdaptorServer }) => {
  async function stageOf(app: Hono): Promise<Stage> {
    const stage = new Stage(
      startHono(createAdaptorServer, () => app),
      false,
    );
    onTestFinished(() => stage.close());
    await stage.start(plan);
    return stage;
  }

  /** Listens until the test is over. Resolves to what a GET of a path is answered. */
  async function listening(app: Hono): Promise<(path: string) => Promise<[status: number, body: string]>> {
    const server = createAdaptorServer({ fetch: app.fetch }) as Server;
    onTestFinished(() => void server.close());
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    return async (path) => {
      const response = await fetch(`http://127.0.0.1:${port}${path}`, { headers: { connection: "close" } });
      return [response.status, await response.text()];
    };
  }

  const passes = [200, expect.stringContaining('"status":"pass"')];

  test("its router answers the probes, and passes on all other paths", async () => {
    const stage = await stageOf(new Hono());
    const client = await stage.connect();
    await expectReady(client);
    expect(await client.request("POST", "/readyz").response()).toMatchObject({ status: 404 });
    expect(await client.request("GET", "/readyz/other").response()).toMatchObject({ status: 404 });
    await expectUnreadyInDrain(stage, client);
  });

  const anApp = () => new Hono();
  test.each<[of: string, make: () => Hono]>([
    ["with a base path", () => anApp().basePath("/api")],
    ["whose middleware refuses everybody", () => anApp().use(() => Promise.reject(new HTTPException(401)))],
    ["with a route for everything", () => anApp().all("*", (context) => context.text("everything", 418))],
    ["with a notFound of its own", () => anApp().notFound((context) => context.text("nothing", 404))],
    ["with a router of its own", () => new Hono({ router: new LinearRouter() })],
    ["without strictness", () => new Hono({ strict: false })],
  ])("they are answered at their very path by an app %s", async (_of, make) => {
    const app = make();
    const lifecycle = graceful(app, plan);
    const get = await listening(app);
    expect(await get("/livez")).toEqual(passes);
    expect(await get("/readyz?full")).toEqual(passes);
    await lifecycle.shutdown();
  });

  test("other paths, not found pages and errors stay those of the application", async () => {
    const app = new Hono().get("/livez/all", (context) => context.text("mine"));
    app.post("/livez", (context) => context.text("posted"));
    app.onError((error, context) => context.text(error.message, 500));
    const lifecycle = graceful(app, plan);
    app.get("/late", () => Promise.reject(new Error("late")));
    const get = await listening(app);
    expect(await get("/livez/all")).toEqual([200, "mine"]);
    expect(await get("/late")).toEqual([500, "late"]);
    expect(await get("/nowhere")).toEqual([404, "404 Not Found"]);
    await lifecycle.shutdown();
  });

  test("an app that has answered requests accepts no route any more, but still gets its probes", async () => {
    const app = new Hono().get("/", (context) => context.text("hello"));
    const get = await listening(app);
    expect(await get("/")).toEqual([200, "hello"]);
    expect(() => app.get("/late", (context) => context.text("late"))).toThrow("already built");
    const lifecycle = graceful(app, plan);
    expect(await get("/readyz")).toEqual(passes);
    await lifecycle.shutdown();
  });

  test("those of one lifecycle do not answer in the next one of the same app", async () => {
    const app = new Hono();
    const paths = ["/first", "/second", "/third"];
    for (const [life, live] of paths.entries()) {
      const lifecycle = graceful(app, { ...patient, health: { live } });
      const get = await listening(app);
      const statuses: number[] = [];
      for (const path of paths) statuses.push((await get(path))[0]);
      expect(statuses).toEqual(paths.map((_path, nth) => (nth === life ? 200 : 404)));
      await lifecycle.shutdown();
    }
  });

  test("an app made by basePath() of a graceful one answers them too, but no longer than that one", async () => {
    const app = new Hono();
    const lifecycle = graceful(app, plan);
    const api = app.basePath("/api").get("/orders", (context) => context.json([]));
    const get = await listening(api);
    expect([await get("/livez"), await get("/api/orders")]).toEqual([passes, [200, "[]"]]);
    await lifecycle.shutdown();
    expect((await api.request("/livez")).status).toBe(404);
  });
});
