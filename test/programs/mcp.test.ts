import { beforeAll, expect, test } from "vitest";
import { endForkedAfterEach, run } from "../../packages/core/test/forked.js";
import { INSTALL_MS } from "./install-once.js";
import { FIXTURES, installPackages, Program } from "./program.js";

beforeAll(installPackages, INSTALL_MS);
endForkedAfterEach();

test("an MCP client gets the whole answer to its tool call, while its stream of notifications is ended", async () => {
  using server = new Program("mcp-server.mjs");
  const client = run(process.execPath, ["mcp-client.mjs", String(await server.listening)], { cwd: FIXTURES });
  await client.line(/^half way$/);
  server.kill("SIGTERM");
  expect(await client.ended).toEqual({ code: 0, signal: null });
  expect(client.lines).toEqual(["stream open", "half way", "the whole report"]);

  expect(await server.ended).toEqual({ code: 0, signal: null });
  expect(server.said).toEqual([
    "initialize ended",
    "notifications/initialized ended",
    // The stream of notifications is ended by the drain, and closes as if its client had left.
    "GET unfinished",
    "tools/call ended",
    "exit 0",
  ]);
  expect(await server.report()).toMatchObject({
    outcome: "clean",
    requests: { total: 2, answered: 1, ended: 1, aborted: 0, cut: 0 },
  });
});

test("over the transport before that one, a call is answered on the GET stream that the plan lets wait", async () => {
  using server = new Program("mcp-sse-server.mjs");
  const client = run(process.execPath, ["mcp-sse-client.mjs", String(await server.listening)], {
    cwd: FIXTURES,
  });
  await server.line(/^in flight$/);
  server.kill("SIGTERM");
  expect(await client.ended).toEqual({ code: 0, signal: null });
  expect(client.lines).toEqual(["the whole report"]);
  expect(await server.ended).toEqual({ code: 0, signal: null });
});
