import { once } from "node:events";
import { createServer as createHttpServer, type RequestListener } from "node:http";
import { createServer as createHttpsServer } from "node:https";
import { createServer as createNetServer, Socket } from "node:net";
import type { Duplex } from "node:stream";
import { TLSSocket } from "node:tls";
import { createDrain } from "@x/graceful-core";
import { afterEach, describe, expect, test } from "vitest";
import type { RawClient } from "../../../test-kit/raw-client.mjs";
import { tlsIdentity } from "../../../test-kit/tls-identity.mjs";
import { holderOf, idleSockets } from "../src/engine/connections/idle-sockets.js";
import type { Server } from "../src/target.js";
import { connect, listen } from "./wire.js";

const ANSWER = "the whole answer";
/** More than the kernel takes from a server whose client does not read. */
const MUCH = "x".repeat(32 * 1024 * 1024);
const HEAD = "Host: localhost\r\n";

const handler: RequestListener = ({ url }, response) => {
  if (url === "/much") response.end(MUCH);
  else if (url !== "/never") response.end(ANSWER);
};

interface Client {
  readonly wire: RawClient;
  /** The other end of it, in the server. */
  readonly socket: Socket;
  /** Sends, and resolves when the server has read it. */
  read(text: string): Promise<void>;
  /** Sends a request, and resolves when its answer is here. */
  answered(text: string): Promise<void>;
}

/** What is done on a connection, and whether Node holds it for idle then. */
const STATES: Record<string, { isIdle: boolean; act(client: Client): Promise<unknown> }> = {
  "an answered request": {
    isIdle: true,
    act: ({ answered }) => answered(`GET / HTTP/1.1\r\n${HEAD}\r\n`),
  },
  "a stray line break after an answer": {
    isIdle: true,
    act: async ({ answered, read }) => {
      await answered(`GET / HTTP/1.1\r\n${HEAD}\r\n`);
      await read("\r\n");
    },
  },
  "an answered request with its body": {
    isIdle: true,
    act: ({ answered }) => answered(`POST / HTTP/1.1\r\n${HEAD}Content-Length: 5\r\n\r\nhello`),
  },
  "an answer that is ended but not flushed": {
    isIdle: true,
    act: async ({ wire, read, socket }) => {
      wire.pause();
      await read(`GET /much HTTP/1.1\r\n${HEAD}\r\n`);
      while (socket.writableLength === 0) await new Promise(setImmediate);
    },
  },
  "half a head": { isIdle: false, act: ({ read }) => read("GET / HTTP/1.1\r\nHo") },
  "half a head after an answer": {
    isIdle: false,
    act: async ({ answered, read }) => {
      await answered(`GET / HTTP/1.1\r\n${HEAD}\r\n`);
      await read("GET / HTTP/1.1\r\nHo");
    },
  },
  "one byte of a head after an answer": {
    isIdle: false,
    act: async ({ answered, read }) => {
      await answered(`GET / HTTP/1.1\r\n${HEAD}\r\n`);
      await read("G");
    },
  },
  "half a head in one write with the answered request before it": {
    isIdle: false,
    act: ({ answered }) => answered(`GET / HTTP/1.1\r\n${HEAD}\r\nGET / HTTP/1.1\r\nHo`),
  },
  "an answered POST whose body is open": {
    isIdle: false,
    act: ({ answered }) => answered(`POST / HTTP/1.1\r\n${HEAD}Content-Length: 5\r\n\r\nhe`),
  },
  "an answered GET whose body is open": {
    isIdle: false,
    act: ({ answered }) => answered(`GET / HTTP/1.1\r\n${HEAD}Content-Length: 5\r\n\r\n`),
  },
  "a request in flight": { isIdle: false, act: ({ read }) => read(`GET /never HTTP/1.1\r\n${HEAD}\r\n`) },
  "two pipelined requests in flight": {
    isIdle: false,
    act: ({ read }) => read(`GET /never HTTP/1.1\r\n${HEAD}\r\n`.repeat(2)),
  },
};

const UNUSED = "no byte at all";

describe.each(["http", "https"] as const)("Node, asked over %s which connections are idle,", (protocol) => {
  const clients: Client[] = [];
  let server: Server;

  async function start(): Promise<() => Promise<Client>> {
    const tls = protocol === "https";
    const listener = tls ? createHttpsServer(tlsIdentity, handler) : createHttpServer(handler);
    server = listener;
    const port = await listen(listener);
    return async () => {
      const [wire, [socket]] = await Promise.all([
        connect(port, { tls }),
        once(listener, tls ? "secureConnection" : "connection") as Promise<[Socket]>,
      ]);
      const client: Client = {
        wire,
        socket,
        async read(text) {
          const { bytesRead } = socket;
          wire.write(text);
          while (socket.bytesRead === bytesRead) await new Promise(setImmediate);
        },
        async answered(text) {
          await wire.write(text).receives(ANSWER);
        },
      };
      clients.push(client);
      return client;
    };
  }

  const sockets = () => clients.map(({ socket }) => socket);
  const ask = () => idleSockets([server], new Set(sockets().map(holderOf))) as Duplex[];

  afterEach(() => {
    for (const { wire, socket } of clients.splice(0)) {
      wire.close();
      Socket.prototype.destroy.call(socket);
    }
    server.close();
  });

  test("answers for every state that a connection can be in, and closes none", async () => {
    const newClient = await start();
    const names: string[] = [];
    for (const [name, { act }] of Object.entries(STATES)) {
      await act(await newClient());
      names.push(name);
    }
    await newClient();
    names.push(UNUSED);
    const idle = new Set<Duplex>(ask());
    const told = Object.fromEntries(clients.map(({ socket }, at) => [names[at], idle.has(socket)]));
    const isSince26 = Number(process.versions.node.split(".")[0]) >= 26;
    const expected = Object.entries(STATES).map(([name, { isIdle }]) => [name, isIdle]);
    expect(told).toEqual({ ...Object.fromEntries(expected), [UNUSED]: isSince26 });
    expect(sockets().filter(({ destroyed }) => destroyed)).toEqual([]);
    expect(clients.at(-1)?.socket.bytesRead).toBe(0);
  });

  test("leaves no trace: each socket closes as before, and half a head is completed and answered", async () => {
    const newClient = await start();
    const [idle, half] = [await newClient(), await newClient()];
    await idle.answered(`GET / HTTP/1.1\r\n${HEAD}\r\n`);
    await half.read("GET / HTTP/1.1\r\nHo");
    const own = () =>
      [Socket.prototype, TLSSocket.prototype].map((prototype) => Object.hasOwn(prototype, "destroy"));
    const before = own();
    expect(ask()).toEqual([idle.socket]);
    expect(own()).toEqual(before);
    half.wire.write("st: localhost\r\n\r\n");
    await half.wire.receives(ANSWER);
    idle.socket.destroy();
    expect(await idle.wire.closed()).toMatchObject({ by: "fin" });
  });

  test("answers for a socket that has a `destroy` of its own, and restores it", async () => {
    const newClient = await start();
    const { socket, answered } = await newClient();
    await answered(`GET / HTTP/1.1\r\n${HEAD}\r\n`);
    const calls: string[] = [];
    const destroy = () => {
      calls.push("destroy");
      return socket;
    };
    socket.destroy = destroy;
    expect(ask()).toEqual([socket]);
    expect(socket.destroy).toBe(destroy);
    expect(calls).toEqual([]);
  });

  test("is not asked if `destroy` cannot be replaced", async () => {
    const newClient = await start();
    const { socket, answered } = await newClient();
    await answered(`GET / HTTP/1.1\r\n${HEAD}\r\n`);
    expect(idleSockets([server], new Set([Object.freeze({ destroy() {} })]))).toBeUndefined();
    expect(socket.destroyed).toBe(false);
    expect(Object.hasOwn(Socket.prototype, "destroy")).toBe(false);
  });

  test("is not asked for those of a server of which nothing is tracked", async () => {
    const newClient = await start();
    const { socket, answered } = await newClient();
    await answered(`GET / HTTP/1.1\r\n${HEAD}\r\n`);
    expect(idleSockets([server], new Set())).toEqual([]);
    expect(socket.destroyed).toBe(false);
  });
});

test("a connection of a server that never listened, which Node does not list, is closed after its grace", async () => {
  const server = createHttpServer(handler);
  const drain = createDrain({ idleGraceMs: 0, drainMs: 60_000 }).add(server);
  const front = createNetServer((socket) => server.emit("connection", socket));
  const client = await connect(await listen(front));
  await client.get("/").receives(ANSWER);
  expect(drain.stats().connections).toMatchObject({ idle: 1, receiving: 0 });
  expect(await drain.drain()).toMatchObject({ connections: { closed: 1, cut: 0 } });
  front.close();
});
