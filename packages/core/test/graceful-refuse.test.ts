import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import * as http2 from "node:http2";
import { createDrain, graceful } from "@x/graceful-core";
import { describe, expect, test } from "vitest";
import { QUIET } from "./quiet-plan.js";
import { connect, listen } from "./wire.js";

const REFUSAL = "This instance is shutting down.";

/**
 * A server on which one request is in flight, so that its drain is not over, and a connection beside it that was
 * used.
 */
async function busyServer(begin: (server: ReturnType<typeof createServer>) => () => Promise<unknown>) {
  const handled: string[] = [];
  let held: ServerResponse | undefined;
  const server = createServer((request, response) => {
    handled.push(request.url ?? "");
    if (request.url === "/slow") held = response;
    else response.end("hello");
  });
  const shutdown = begin(server);
  const port = await listen(server);
  const idle = (await connect(port)).get("/");
  await idle.receives("hello");
  const slow = (await connect(port)).get("/slow");
  while (!held) await once(server, "request");
  const report = shutdown();
  const end = async () => {
    held?.end("slow");
    await slow.closed();
    return report;
  };
  return { handled, idle, end };
}

describe("whileDraining: refuse", () => {
  test("a request on an open connection gets 503 from the engine, and its handler does not run", async () => {
    const { handled, idle, end } = await busyServer((server) => {
      const lifecycle = graceful(server, {
        ...QUIET,
        idleGraceMs: 5_000,
        whileDraining: "refuse",
        health: { ready: "/readyz" },
      });
      return () => lifecycle.shutdown();
    });
    idle.get("/");
    const { received } = await idle.closed();
    expect(received).toMatch(
      /HTTP\/1.1 503 [\s\S]*retry-after: 1\r\n[\s\S]*This instance is shutting down.\n$/i,
    );
    expect(await end()).toMatchObject({ requests: { total: 2, answered: 1, refused: 1 } });
    expect(handled).toEqual(["/", "/slow"]);
  });

  test.each([
    ["/livez", 200],
    ["/readyz", 503],
    ["/startupz", 200],
  ])("%s is answered as ever, with %i", async (path, status) => {
    const { idle, end } = await busyServer((server) => {
      const health = { live: "/livez", ready: "/readyz", startup: "/startupz" };
      const lifecycle = graceful(server, { ...QUIET, idleGraceMs: 5_000, whileDraining: "refuse", health });
      return () => lifecycle.shutdown();
    });
    idle.get(path);
    const { received } = await idle.closed();
    expect(received).toContain(`HTTP/1.1 ${status} `);
    expect(received).not.toContain(REFUSAL);
    expect(await end()).toMatchObject({ requests: { total: 2, answered: 2, refused: 0 } });
  });

  test("where probes have a port of their own, their paths are refused like all others on the app's", async () => {
    const { idle, end } = await busyServer((server) => {
      const health = { ready: "/readyz", port: 0, host: "127.0.0.1" };
      const lifecycle = graceful(server, { ...QUIET, idleGraceMs: 5_000, whileDraining: "refuse", health });
      return () => lifecycle.shutdown();
    });
    idle.get("/readyz");
    expect((await idle.closed()).received).toContain(REFUSAL);
    await end();
  });

  test("the engine alone refuses everything", async () => {
    const { idle, end } = await busyServer((server) => {
      const drain = createDrain({ drainMs: 60_000, idleGraceMs: 5_000, whileDraining: "refuse" }).add(server);
      return () => drain.drain();
    });
    idle.get("/readyz");
    expect((await idle.closed()).received).toContain(REFUSAL);
    expect(await end()).toMatchObject({ requests: { total: 2, answered: 1, refused: 1 } });
  });

  test("a new stream of HTTP/2 is refused, but for probes", async () => {
    const server = http2.createServer();
    let held: http2.Http2ServerResponse | undefined;
    server.on("request", (_request, response) => {
      held = response;
    });
    const health = { live: "/livez", ready: "/readyz" };
    const lifecycle = graceful(server, { ...QUIET, idleGraceMs: 5_000, whileDraining: "refuse", health });
    const session = http2.connect(`http://127.0.0.1:${await listen(server)}`);
    const get = async (path: string) => {
      const stream = session.request({ ":path": path });
      const [{ ":status": status }] = await once(stream, "response");
      return { status, body: (await stream.setEncoding("utf8").toArray()).join("") };
    };
    const slow = get("/slow");
    while (!held) await once(server, "request");
    const report = lifecycle.shutdown();
    expect(await get("/")).toEqual({ status: 503, body: `${REFUSAL}\n` });
    expect(await get("/livez")).toMatchObject({ status: 200 });
    held.end("slow");
    expect(await slow).toEqual({ status: 200, body: "slow" });
    expect(await report).toMatchObject({ outcome: "clean", requests: { total: 3, answered: 2, refused: 1 } });
    session.close();
  });
});
