import { once } from "node:events";
import { createServer } from "node:http";
import { graceful } from "@x/graceful-express";
import { describe, expect, test, vi } from "vitest";
import { BOUND_MS } from "../../../test-kit/condition.mjs";
import { QUIET } from "../../core/test/quiet-plan.js";
import { connect, listen } from "../../core/test/wire.js";
import { majors } from "./majors.js";

/** What each of the responses said, in order: `200 close`. */
function said(received: string): string[] {
  const heads = received.split(/(?=HTTP\/1\.1 )/).filter((text) => text.startsWith("HTTP/1.1"));
  return heads.map((head) => `${head.slice(9, 12)} ${/^connection: (\S+)/im.exec(head)?.[1]}`);
}

describe.each(majors)("%s: during the drain", (_, express) => {
  test("an immediate answer says close, also from a middleware, and so do error pages", async () => {
    const app = express();
    app.use((request, response, next) => {
      if (request.path === "/middleware") response.send("middleware");
      else next();
    });
    app.get("/", (_request, response) => void response.json({ at: "once" }));
    app.get("/throws", () => {
      throw Object.assign(new Error("teapot"), { status: 418 });
    });
    const lifecycle = graceful(app, { ...QUIET, idleGraceMs: 5_000 });
    const server = createServer(app);
    const port = await listen(server);
    const paths = ["/", "/middleware", "/throws", "/nowhere"];
    const clients = await Promise.all(paths.map(() => connect(port)));
    for (const client of clients) await client.get("/").receives('"once"');
    const report = lifecycle.shutdown();
    // While a listener is too busy to close, responses do not say close.
    await vi.waitFor(() => expect(server.listening).toBe(false), { timeout: BOUND_MS });
    clients.map((client, n) => client.get(paths[n] as string));
    const ends = await Promise.all(clients.map((client) => client.closed()));
    expect(ends.map(({ received }) => said(received)[1])).toEqual([
      "200 close",
      "200 close",
      "418 close",
      "404 close",
    ]);
    expect((await report).requests).toMatchObject({ total: 4, answered: 4 });
  });

  test("a response that sets keep-alive itself still ends its connection", async () => {
    const app = express();
    app.get("/", (_request, response) => void response.set("Connection", "keep-alive").send("stay"));
    const lifecycle = graceful(app, { ...QUIET, idleGraceMs: 5_000 });
    const server = createServer(app);
    const client = await connect(await listen(server));
    await client.get("/").receives("stay");
    const report = lifecycle.shutdown();
    await vi.waitFor(() => expect(server.listening).toBe(false), { timeout: BOUND_MS });
    await client.get("/").receives("stay", 2);
    expect((await client.closed()).by).toBe("fin");
    expect((await report).outcome).toBe("clean");
  });

  test("with `refuse`, a new request gets 503 and Retry-After, and one in flight its response", async () => {
    const app = express();
    const ran: string[] = [];
    app.use((request, _response, next) => {
      ran.push(request.path);
      next();
    });
    app.get("/slow", (_request, response) => {
      lifecycle.signal.addEventListener(
        "abort",
        () => void refused.closed().then(() => response.send("slow")),
      );
    });
    app.get("/", (_request, response) => void response.send("at once"));
    const lifecycle = graceful(app, {
      ...QUIET,
      idleGraceMs: 1_000,
      whileDraining: "refuse",
      health: { live: "/livez", ready: "/readyz" },
    });
    const server = createServer(app);
    const port = await listen(server);
    const slow = (await connect(port)).get("/slow");
    const refused = await connect(port);
    const probing = await connect(port);
    await refused.get("/").receives("at once");
    await probing.get("/livez").receives("pass");
    while (ran.length < 3) await once(server, "request");
    const report = lifecycle.shutdown();
    refused.get("/");
    probing.get("/livez");
    const { received } = await refused.closed();
    expect(said(received)).toEqual(["200 keep-alive", "503 close"]);
    expect(received).toMatch(/503 Service Unavailable\r\nretry-after: 1\r\n/i);
    expect(said((await probing.closed()).received)).toEqual(["200 keep-alive", "200 close"]);
    expect(said((await slow.closed()).received)).toEqual(["200 close"]);
    expect(ran.filter((path) => path === "/")).toHaveLength(1);
    expect((await report).requests).toEqual({
      total: 3,
      answered: 2,
      ended: 0,
      aborted: 0,
      refused: 1,
      cut: 0,
    });
    expect(server.listeners("request")).toEqual([app]);
  });
});

describe.each(majors)("%s: health probes", (_, express) => {
  const plan = { ...QUIET, health: { live: "/livez", ready: "/readyz" } };

  test("are routes of the app: GET and HEAD, whatever the query, beside its own routes", async () => {
    const app = express();
    const lifecycle = graceful(app, plan);
    app.get("/", (_request, response) => void response.send("app"));
    const client = await connect(await listen(createServer(app)));
    await client.get("/readyz?verbose").receives('"status":"pass"');
    await client.request("HEAD", "/livez").receives("HTTP/1.1 200", 2);
    await client.get("/").receives("app");
    expect(client.received.match(/"status":"pass"/g)).toHaveLength(1);
    await lifecycle.shutdown();
  });

  test("report during the drain that the app is not ready, and that it is alive", async () => {
    const app = express();
    const lifecycle = graceful(app, { ...plan, idleGraceMs: 1_000 });
    const port = await listen(createServer(app));
    const clients = [await connect(port), await connect(port)] as const;
    for (const client of clients) await client.get("/readyz").receives("HTTP/1.1 200");
    const report = lifecycle.shutdown();
    clients[0].get("/readyz");
    clients[1].get("/livez");
    const ends = await Promise.all(clients.map((client) => client.closed()));
    expect(ends.map(({ received }) => said(received)[1])).toEqual(["503 close", "200 close"]);
    expect((await report).outcome).toBe("clean");
  });

  test("of one lifecycle do not answer in the next one of the same app", async () => {
    const app = express();
    app.get("/", (_request, response) => void response.send("app"));
    for (let life = 1; life <= 3; life++) {
      const lifecycle = graceful(app, plan);
      const client = await connect(await listen(createServer(app)));
      await client.get("/readyz").receives("HTTP/1.1 ");
      expect([life, said(client.received)]).toEqual([life, ["200 keep-alive"]]);
      await lifecycle.shutdown();
    }
    // And an app that lives without them has no such routes any more.
    const lifecycle = graceful(app, QUIET);
    const client = await connect(await listen(createServer(app)));
    await client.get("/readyz").receives("HTTP/1.1 404");
    await lifecycle.shutdown();
  });

  test("are answered even if a check hangs", async () => {
    const app = express();
    const checks = { postgres: { run: () => new Promise(() => {}), timeoutMs: 20 } };
    const lifecycle = graceful(app, { ...QUIET, health: { ready: "/readyz", checks } });
    const client = await connect(await listen(createServer(app)));
    expect(await client.get("/readyz").receives("HTTP/1.1 ")).toContain("HTTP/1.1 503");
    await lifecycle.shutdown();
  });
});
