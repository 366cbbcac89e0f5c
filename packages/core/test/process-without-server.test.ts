import { describe, expect, test } from "vitest";
import type { Program } from "../../../test-kit/program.mjs";
import { endForkedAfterEach } from "./forked.js";
import { start } from "./started.js";
import { connect } from "./wire.js";

endForkedAfterEach();

const at = (app: Program, pattern: RegExp) => app.lines.findIndex((line) => pattern.test(line));

describe.each(["mjs", "cjs"])("a process without a server, as %s", (kind) => {
  test("finishes its work at SIGTERM, runs its releases and ends by itself; its probes answer to the end", async () => {
    const app = await start(`queue-consumer.${kind}`);
    const status = async (path: string) => (await fetch(`http://127.0.0.1:${app.port}${path}`)).status;
    expect([await status("/livez"), await status("/readyz")]).toEqual([200, 200]);
    app.kill("SIGTERM");
    await app.line(/takes nothing new: SIGTERM/);
    expect([await status("/livez"), await status("/readyz")]).toEqual([200, 503]);
    expect(at(app, /releasing/)).toBe(-1);
    app.kill("SIGUSR2");
    expect(await app.ended).toEqual({ code: 0, signal: null });
    expect(app.lines.filter((line) => !line.includes("port"))).toEqual([
      expect.stringMatching(/^\[graceful\] SIGTERM: draining 1 hold; budget 1 m/),
      "takes nothing new: SIGTERM",
      "order 1 done",
      "releasing, live 200, ready 503",
      expect.stringMatching(/^\[graceful\] Closed in [^:]*, clean: 1 release done\. Exit code 0$/),
    ]);
  });
});

test("graceful({}) is a lifecycle with every default", async () => {
  const app = await start("empty-plan.mjs");
  app.kill("SIGTERM");
  expect(await app.ended).toEqual({ code: 0, signal: null });
  expect(app.lines.slice(1)).toEqual([
    expect.stringMatching(/^\[graceful\] SIGTERM: shutting down; budget 9 s/),
    "draining",
    "releasing",
    "closed",
    expect.stringMatching(/^\[graceful\] Closed in [^:]*, clean\. Exit code 0$/),
  ]);
});

describe("probes on a port of their own keep no process alive that has nothing to do any more:", () => {
  test("neither the port nor a connection to it, idle, answered, half asked, or waiting for a check", async () => {
    const app = await start("nothing-to-do.mjs");
    const [idle, answered, half, waiting] = [
      await connect(app.port),
      await connect(app.port),
      await connect(app.port),
      await connect(app.port),
    ];
    half.write("GET /livez HTTP/1.1\r\nHost: a\r\n");
    await answered.get("/livez", { Connection: "keep-alive" }).receives("200 OK");
    waiting.get("/readyz", { Connection: "keep-alive" });
    await app.line(/^checking/);
    app.kill("SIGUSR2");
    expect(await app.ended).toEqual({ code: 0, signal: null });
    expect(app.lines.slice(-1)).toEqual(["exit 0"]);
    for (const client of [idle, answered, half, waiting]) await client.closed();
  });
});
