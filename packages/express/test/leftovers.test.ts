import { createServer } from "node:http";
import { graceful } from "@x/graceful-express";
import { describe, expect, test } from "vitest";
import { QUIET } from "../../core/test/quiet-plan.js";
import { connect, listen } from "../../core/test/wire.js";
import { majors } from "./majors.js";

describe.each(majors)("%s: after 100 lives of one app, with a request each", (_, express) => {
  test("the app, its last server and the process are as before", async () => {
    const app = express();
    app.get("/", (_request, response) => void response.send("hello"));
    const traces = () => ({
      app: Reflect.ownKeys(app).map(String),
      listeners: app.eventNames().map((name) => [String(name), app.listenerCount(name)]),
      process: process.eventNames().map((name) => [String(name), process.listenerCount(name)]),
    });
    // Express makes its router, and core its table of the process, when first needed.
    const live = async () => {
      const lifecycle = graceful(app, { ...QUIET, signals: ["SIGTERM"], idleGraceMs: 0 });
      const server = createServer(app);
      const client = await connect(await listen(server));
      await client.get("/").receives("hello");
      expect((await lifecycle.shutdown()).connections).toMatchObject({ total: 1, closed: 1 });
      return server;
    };
    await live();
    const before = traces();
    for (let life = 1; life < 100; life++) await live();
    const server = await live();
    expect(traces()).toEqual(before);
    expect(server.eventNames().sort()).toEqual(createServer(app).eventNames().sort());
  });
});
