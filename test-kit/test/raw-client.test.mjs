import { once } from "node:events";
import { createServer } from "node:net";
import { afterEach, describe, expect, onTestFinished, test, vi } from "vitest";
import { CONNECT_MS, Connection, openConnection } from "../connection.mjs";
import { RawClient } from "../raw-client.mjs";

const OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

/** @type {import("node:net").Server[]} */
const servers = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

/** The port of a server that does one thing with the first bytes of every connection. */
async function serverThat(/** @type {(socket: import("node:net").Socket) => void} */ answers) {
  const server = createServer((socket) => {
    socket.on("error", () => {});
    socket.once("data", () => answers(socket));
  });
  servers.push(server);
  await once(server.listen(0, "127.0.0.1"), "listening");
  return /** @type {import("node:net").AddressInfo} */ (server.address()).port;
}

async function clientOf(/** @type {(socket: import("node:net").Socket) => void} */ answers) {
  return (await RawClient.connect({ port: await serverThat(answers) })).get("/");
}

describe("a raw client", () => {
  test("records what happened to its connection in the order in which it did", async () => {
    const client = await clientOf((socket) => socket.end(OK + OK));
    expect(await client.ended()).toBe(OK + OK);
    expect(client.events).toEqual(["connected", "response 200", "response 200", "fin", "closed"]);
  });

  test("distinguishes a reset and half a response from a good end", async () => {
    const reset = await clientOf((socket) => socket.resetAndDestroy());
    await expect(reset.ended()).rejects.toThrow("closed with an error");
    expect(await reset.closed()).toEqual({ received: "", by: "ECONNRESET" });
    const half = await clientOf((socket) => socket.end(OK.slice(0, -1)));
    await expect(half.ended()).rejects.toThrow("closed within a response");
  });

  test("fails a wait for what no longer comes at once, and shows what it saw", async () => {
    const client = await clientOf((socket) => socket.end(OK));
    await expect(client.response(2)).rejects.toThrow(
      /closed before\nclient saw: connected, response 200, fin/,
    );
  });

  test("closes on what is no HTTP", async () => {
    const client = await clientOf((socket) => socket.write("SSH-2.0\r\n\r\n"));
    expect((await client.closed()).by).toContain("bad status line");
  });
});

describe("a connection", () => {
  test.each([
    ["fin", (socket) => socket.end()],
    ["reset", (socket) => socket.resetAndDestroy()],
    ["malformed", (socket) => socket.write("SSH-2.0\r\n\r\n")],
  ])("knows how it ended: %s", async (how, answers) => {
    const connection = await openConnection(await serverThat(answers));
    if (!(connection instanceof Connection)) throw new Error(connection);
    await connection.write(Buffer.from("GET"));
    await connection.ended();
    expect(connection.end).toEqual({ how, at: expect.any(Number) });
  });

  test("returns its responses in their order, and none after the last", async () => {
    const both = `${OK}${OK.replace("200 OK", "404 Not Found")}`;
    const connection = await openConnection(await serverThat((socket) => socket.end(both)));
    if (!(connection instanceof Connection)) throw new Error(connection);
    await connection.write(Buffer.from("GET"));
    const seen = [await connection.answer(), await connection.answer(), await connection.answer()];
    expect(seen.map((answer) => answer?.status)).toEqual([200, 404, undefined]);
  });

  test("that its client left stays left, whatever the server does then", async () => {
    const connection = await openConnection(await serverThat((socket) => socket.resetAndDestroy()));
    if (!(connection instanceof Connection)) throw new Error(connection);
    await connection.write(Buffer.from("GET"));
    connection.leave();
    expect(await connection.answer()).toBeUndefined();
    connection.heard("error ECONNRESET");
    expect(connection.end?.how).toBe("left");
    expect(await connection.write(Buffer.from(" /"))).toBe(false);
  });

  test("that never comes about, since a handshake gets no answer, has a bound", async () => {
    const port = await serverThat(() => {});
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    onTestFinished(() => void vi.useRealTimers());
    const turnedAway = openConnection(port, { secure: true });
    vi.advanceTimersByTime(CONNECT_MS);
    expect(await turnedAway).toBe("ETIMEDOUT");
  });

  test("that ends within its handshake turned its client away", async () => {
    const port = await serverThat((socket) => socket.end());
    expect(await openConnection(port, { secure: true })).toBe("ECONNRESET");
  });
});
