import { readFileSync } from "node:fs";
import { connect } from "node:net";
import { expect, test } from "vitest";
import { freePort } from "../../test-kit/free-port.mjs";
import { codeBlocks } from "./code-blocks.js";
import { root } from "./markdown-files.js";
import { ServedBlock } from "./served-block.js";

const PAGE = "docs/platforms/systemd.md";

/** What systemd's program says once its socket is there. It starts the server for the first who connects. */
const LISTENING = /^Listening on .* as 3\.$/;

test("the server of the page serves on the socket that systemd's own program hands over, and drains it", async () => {
  const port = await freePort();
  const launcher = ["systemd-socket-activate", `--listen=127.0.0.1:${port}`];
  using server = new ServedBlock(PAGE, "activated.js", { launcher });
  await server.line(LISTENING);
  // The first one waits in the queue of the socket, until the server that it started accepts.
  const first = connect(port, "127.0.0.1");
  first.end("GET / HTTP/1.1\r\nHost: test\r\n\r\n");
  expect(await server.listening).toBe(port);
  const half = (await server.connect()).write("GET / HTTP/1.1\r\nHost: test\r\n");
  const idle = (await server.connect()).get("/");
  await idle.receives("hello");
  server.kill("SIGTERM");
  // Until its listener is closed, an answer may say keep-alive.
  await server.refuses(port);
  half.write("\r\n");
  expect(await half.ended()).toMatch(/^connection: close/im);
  expect(await half.ended()).toContain("hello");
  expect(await server.ended).toEqual({ code: 0, signal: null });
  first.destroy();
});

test("a socket that was meant for another process is left alone", async () => {
  using server = new ServedBlock(PAGE, "activated.js", { environment: { LISTEN_PID: "1", LISTEN_FDS: "1" } });
  await (await server.connect()).get("/").receives("hello");
});

test("the rolling restarts use what the page shows, byte by byte", () => {
  const shown = codeBlocks(PAGE).find(({ name }) => name === "listen-on.js")?.code;
  expect(`// listen-on.js\n${readFileSync(`${root}system-tests/rolling/listen-on.mjs`, "utf8")}`).toBe(shown);
});
