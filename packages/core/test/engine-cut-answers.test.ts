import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import { createServer as createTlsServer } from "node:https";
import { connect as connectTo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { tlsIdentity } from "../../../test-kit/tls-identity.mjs";
import { createDrain } from "../src/engine/create-drain.js";
import { connect, listen } from "./wire.js";

type Answer = (response: ServerResponse) => void;

const HTTP_1_0 = "GET / HTTP/1.0\r\n\r\n";
const HTTP_1_1 = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n";

/** How a client sees an answer end that is cut when its first words are there. */
async function cutAfterFirstWords(request: string, answer: Answer): Promise<string> {
  const server = createServer((_request, response) => answer(response));
  onTestFinished(() => void server.close());
  const drain = createDrain().add(server);
  const client = await connect(await listen(server));
  await client.write(request).receives("first words");
  drain.cut();
  const { requests } = await drain.drain();
  expect(requests.cut).toBe(1);
  return (await client.closed()).by;
}

describe("an answer that is cut", () => {
  const inPieces: Answer = (response) => void response.write("first words");

  test.each<[string, string, Answer]>([
    ["to a client of HTTP/1.0", HTTP_1_0, inPieces],
    [
      "without chunks",
      HTTP_1_1,
      (response) => {
        response.removeHeader("Transfer-Encoding");
        inPieces(response);
      },
    ],
  ])("%s is seen as cut: a FIN would say that it is whole", async (_name, request, answer) => {
    expect(await cutAfterFirstWords(request, answer)).toBe("ECONNRESET");
  });

  test.each<[string, string, Answer]>([
    ["in chunks", HTTP_1_1, inPieces],
    [
      "of a length that setHeader gave",
      HTTP_1_0,
      (response) => {
        response.setHeader("Content-Length", 100);
        inPieces(response);
      },
    ],
    [
      "of a length that writeHead gave",
      HTTP_1_0,
      (response) => {
        response.writeHead(200, { "content-length": 100 });
        inPieces(response);
      },
    ],
  ])("%s says so itself, and what is on its way arrives", async (_name, request, answer) => {
    expect(await cutAfterFirstWords(request, answer)).toBe("fin");
  });
});

describe("an answer is cut even if its connection cannot be reset", () => {
  test("on a Unix socket, or a named pipe", async () => {
    const name = `graceful-${process.pid}`;
    const path = process.platform === "win32" ? `\\\\.\\pipe\\${name}` : join(tmpdir(), `${name}.sock`);
    const server = createServer((_request, response) => void response.write("first words"));
    const drain = createDrain().add(server.listen(path));
    await once(server, "listening");
    const client = connectTo(path);
    const closed = once(client, "close");
    client.write(HTTP_1_0);
    await once(client, "data");
    drain.cut();
    expect((await drain.drain()).requests.cut).toBe(1);
    await closed;
  });

  test("over TLS", async () => {
    const server = createTlsServer(tlsIdentity, (_request, response) => void response.write("first words"));
    onTestFinished(() => void server.close());
    const drain = createDrain().add(server);
    const client = await connect(await listen(server), { tls: true });
    await client.write(HTTP_1_0).receives("first words");
    drain.cut();
    expect((await drain.drain()).requests.cut).toBe(1);
    await client.closed();
  });
});
