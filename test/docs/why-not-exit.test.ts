import { expect, test } from "vitest";
import { ServedBlock } from "./served-block.js";

const PAGE = "docs/why-does-my-server-not-exit.md";
/** From this version on, Node counts a connection that was never used as idle. */
const KNOWS_SILENT = 26;
const isMended = Number.parseInt(process.versions.node, 10) >= KNOWS_SILENT;

/** A program of the page, and a client that connects to it and sends nothing. */
async function withSilentClient(name: string) {
  const program = new ServedBlock(PAGE, name);
  const client = new ServedBlock(PAGE, "silent.js", {
    environment: { PORT: String(await program.listening) },
  });
  await client.line(/^connected$/);
  // Accepted after the silent one, and answered.
  await (await program.connect()).get("/", { Connection: "close" }).receives("hello");
  return { program, client };
}

test("with server.close() alone, a connection without a request holds the process until its client goes", async () => {
  const { program, client } = await withSilentClient("naive.cjs");
  using _program = program;
  using _client = client;
  program.kill("SIGTERM");
  await program.line(/^closing$/);
  await program.refuses(await program.listening);
  if (isMended) await program.line(/^closed$/);
  const before = [...program.lines];
  client.kill("SIGKILL");
  expect(await program.ended).toEqual({ code: 0, signal: null });
  expect(before).toEqual(isMended ? ["closing", "closed"] : ["closing"]);
  expect(program.lines).toEqual(["closing", "closed"]);
});

test("with graceful() the process ends while that connection is open", async () => {
  const { program, client } = await withSilentClient("server.js");
  using _program = program;
  using _client = client;
  program.kill("SIGTERM");
  expect(await program.ended).toEqual({ code: 0, signal: null });
  expect(client.lines).toEqual(["connected"]);
});
