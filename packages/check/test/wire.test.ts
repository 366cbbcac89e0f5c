import type { Socket } from "node:net";
import { expect, test } from "vitest";
import { mayBeRace } from "../src/judge/may-be-race.js";
import type { ServerRun } from "../src/scenario/server-run.js";
import { clientOf } from "./client-of.js";

test("a request that the server read before it closed was read", async () => {
  const wire = await clientOf((socket) => {
    socket.once("data", () => socket.destroy());
    socket.resume();
  });
  await wire.send("GET / HTTP/1.1\r\n\r\n");
  expect(await wire.answer()).toBeUndefined();
  expect(wire.end?.how).toBe("fin");
  expect(await wire.wasUnread()).toBe(false);
});

test("a request that waited in the kernel when the server closed was not", async () => {
  const wire = await clientOf((socket) => setTimeout(() => socket.destroy(), 50));
  await wire.send("GET / HTTP/1.1\r\n\r\n");
  expect(await wire.answer()).toBeUndefined();
  expect(await wire.wasUnread()).toBe(true);
});

test("a request that arrived after the close was not read, although a FIN was seen", async () => {
  let close = () => {};
  const wire = await clientOf((socket) => {
    close = () => socket.destroy();
    // Reads what is there, so that the close is a FIN.
    socket.once("data", () => socket.destroy());
    socket.resume();
  });
  await wire.send("x");
  await wire.ended();
  close();
  // The client has not seen to its own end yet, as one whose request crosses the FIN.
  expect(wire.end?.how).toBe("fin");
  expect(await wire.wasUnread()).toBe(false);
  expect(await wire.wasUnread()).toBe(true);
});

test("all that was written and read is kept in its order", async () => {
  const wire = await clientOf((socket) => {
    socket.once("data", () => socket.end("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi"));
    socket.resume();
  });
  await wire.send("GET / HTTP/1.1\r\n\r\n");
  expect(await wire.answer()).toMatchObject({ status: 200, bodyBytes: 2 });
  await wire.ended();
  expect(wire.events.map(({ kind, bytes }) => (bytes ? `${kind} ${bytes}` : kind))).toEqual([
    "connected",
    "sent 18",
    "received 40",
    "answered",
    "fin",
  ]);
});

test("a request that was read and dropped is no race if the server heard the signal before it was sent", async () => {
  const drop = (socket: Socket) => {
    socket.once("data", () => socket.destroy());
    socket.resume();
  };
  const lost = async (noticedAt: (sentAt: number) => number) => {
    const wire = await clientOf(drop);
    await wire.send("GET / HTTP/1.1\r\n\r\n");
    await wire.ended();
    return mayBeRace({ noticedAt: noticedAt(wire.sentAt) } as ServerRun, wire);
  };
  expect(await lost((sentAt) => sentAt - 1)).toBe(false);
  expect(await lost((sentAt) => sentAt + 1)).toBe(true);
});

test("what is no HTTP/1.1 ends the connection, and says why", async () => {
  const wire = await clientOf((socket) => socket.write("SSH-2.0-OpenSSH_9.2\r\n\r\n"));
  expect(await wire.answer()).toBeUndefined();
  expect(wire.events.map(({ kind, text }) => [kind, text])).toEqual([
    ["connected", undefined],
    ["received", "SSH-2.0-OpenSSH_9.2\r\n\r\n"],
    ["malformed", 'bad status line "SSH-2.0-OpenSSH_9.2"'],
  ]);
});

test("a handshake on a connection that the server has closed fails at once", async () => {
  const wire = await clientOf((socket) => socket.end().resume(), { tls: "later" });
  await wire.changed();
  expect(await wire.handshake()).toBe("ECONNRESET");
});
