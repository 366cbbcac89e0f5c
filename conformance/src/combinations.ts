import { gunzipSync } from "node:zlib";
import { expect } from "vitest";
import { WebSocket } from "ws";
import { bounded } from "../../test-kit/condition.mjs";
import { BIG } from "./demo.js";
import type { Stage } from "./stage.js";

/** The most bytes that a body of `/json` may have. */
export const LIMIT = 10_000;

/** `/stream/:name` behind the framework's compression: what the compressor still holds is flushed. */
export async function compressed(stage: Stage): Promise<void> {
  await stage.start();
  const client = await stage.connect();
  client.request("GET", "/stream/a", { headers: { "Accept-Encoding": "gzip" } });
  await stage.demo.ran("/stream/a");
  await stage.drain();
  stage.demo.open("a");
  const { headers, body } = await client.response();
  expect(headers).toMatchObject({ "content-encoding": "gzip", connection: "close" });
  expect(gunzipSync(body).toString()).toBe("first,last");
  await client.ended();
  await stage.cleanReport();
}

/**
 * `POST /events/:name` behind the framework's compression: it comes whole, whatever the compressor holds at the
 * signal, and is answered. `isCompressed`: whether the framework compresses event streams at all.
 */
export async function compressedEvents(stage: Stage, isCompressed: boolean): Promise<void> {
  await stage.start();
  const client = await stage.connect();
  client.request("POST", "/events/a", {
    headers: { "Accept-Encoding": "gzip", Accept: "text/event-stream" },
  });
  await stage.demo.ran("/events/a");
  // Were the answer one of them, it would be ended before the last of these.
  const witnesses = [await stage.connect(), await stage.connect()];
  for (const witness of witnesses) {
    witness.request("GET", "/events/b", { headers: { "Accept-Encoding": "identity" } });
    await witness.receives("data: first");
  }
  await stage.drain();
  for (const witness of witnesses) await witness.ended();
  stage.demo.open("a");
  const { headers, body } = await client.response();
  expect(headers["content-encoding"]).toBe(isCompressed ? "gzip" : undefined);
  expect((isCompressed ? gunzipSync(body) : body).toString()).toBe("data: first\n\ndata: last\n\n");
  await client.ended();
  const { requests } = await stage.cleanReport();
  expect(requests).toMatchObject({ total: 3, answered: 1, ended: 2 });
}

/**
 * `/big` behind the framework's compression, for a client that stops reading after the head until the drain has begun.
 */
export async function compressedWhole(stage: Stage): Promise<void> {
  await stage.start();
  const client = await stage.connect();
  client.request("GET", "/big", { headers: { "Accept-Encoding": "gzip" } });
  await client.receives("\r\n\r\n");
  client.pause();
  await stage.drain();
  // Compressed it is still 9 MB, more than the kernel buffers for a client that does not read.
  expect(stage.lifecycle.stats().requests.inFlight).toBe(1);
  client.resume();
  const { headers, body } = await client.response();
  expect(headers).toMatchObject({ "content-encoding": "gzip" });
  expect(gunzipSync(body).equals(BIG)).toBe(true);
  await client.ended();
  await stage.cleanReport();
}

/** An upload to `/json` during the drain that is too large: its client reads the 413 although it is still sending. */
export async function tooLarge(stage: Stage): Promise<void> {
  await stage.start();
  const client = await stage.connectIdle();
  await stage.drain();
  const part = "x".repeat(LIMIT);
  client.write(`POST /json HTTP/1.1\r\nHost: test\r\nContent-Type: application/json\r\n`);
  client.write(`Content-Length: ${100 * LIMIT}\r\n\r\n`);
  for (let sent = 0; sent < 100; sent++) client.write(part);
  expect(await client.response(2)).toMatchObject({ status: 413, headers: { connection: "close" } });
  await client.ended();
  await stage.cleanReport();
}

/**
 * An upload to `/json` of no declared length that exceeds the limit only during the drain. Its client reads when it has
 * sent everything, as simple clients do: an answer before the body was read must not be lost to a reset.
 */
export async function growsTooLarge(stage: Stage): Promise<void> {
  const { client, rest } = await uploadUnderWay(stage);
  client.pause();
  await client.flushed(rest);
  // Express answers at the end of the body only, the others at the limit.
  client.write("0\r\n\r\n");
  client.resume();
  expect(await client.response()).toMatchObject({ status: 413, headers: { connection: "close" } });
  await client.ended();
  await stage.cleanReport();
}

/** The same upload where the framework itself resets it: no answer, but nothing that holds the drain either. */
export async function growsUntilReset(stage: Stage): Promise<void> {
  const { client, rest } = await uploadUnderWay(stage);
  client.write(rest);
  await client.closed();
  expect(client.responses).toEqual([]);
  expect((await stage.cleanReport()).requests).toMatchObject({ total: 1, answered: 0, aborted: 1 });
}

/**
 * The same upload where the framework answers at the limit and soon resets what is still sent: who reads by then has
 * it.
 */
export async function growsUntilAnswered(stage: Stage): Promise<void> {
  const { client, rest } = await uploadUnderWay(stage);
  client.write(rest);
  expect(await client.response()).toMatchObject({ status: 413, headers: { connection: "close" } });
  await client.closed();
  expect((await stage.cleanReport()).requests).toMatchObject({ total: 1, answered: 1, aborted: 0 });
}

/** The drain begins within a chunked upload; `rest` is what is too large in it, without the last chunk. */
async function uploadUnderWay(stage: Stage) {
  await stage.start();
  const client = await stage.connect();
  client.request("POST", "/json", {
    headers: { "Content-Type": "application/json", "Transfer-Encoding": "chunked" },
  });
  client.write('1\r\n"\r\n');
  await stage.roundTrip();
  await stage.drain();
  expect(stage.lifecycle.stats().requests.inFlight).toBe(1);
  const chunk = `${LIMIT.toString(16)}\r\n${"x".repeat(LIMIT)}\r\n`;
  return { client, rest: Buffer.from(chunk.repeat(500)) };
}

/** A range of `/file`, which is `BIG`, for a client that stops reading after the head until the drain has begun. */
export async function partOfFile(stage: Stage): Promise<void> {
  await stage.start();
  const client = await stage.connect();
  client.request("GET", "/file", { headers: { Range: "bytes=1000000-8999999" } });
  await client.receives("\r\n\r\n");
  client.pause();
  await stage.drain();
  expect(stage.lifecycle.stats().requests.inFlight).toBe(1);
  client.resume();
  const { status, headers, body } = await client.response();
  expect({ status, range: headers["content-range"], length: body.length }).toEqual({
    status: 206,
    range: `bytes 1000000-8999999/${BIG.length}`,
    length: 8_000_000,
  });
  expect(body.equals(BIG.subarray(1_000_000, 9_000_000))).toBe(true);
  await client.ended();
  await stage.cleanReport();
}

/** `/socket` sends `hello` to each WebSocket: the WebSocket gets a close frame, and does not hold the drain. */
export async function webSocket(stage: Stage): Promise<void> {
  await stage.start();
  const { port } = stage.address() as { port: number };
  const scheme = stage.tls ? "wss" : "ws";
  const socket = new WebSocket(`${scheme}://127.0.0.1:${port}/socket`, { rejectUnauthorized: false });
  const events: string[] = [];
  const closed = new Promise<void>((resolve, reject) => {
    socket.on("error", reject);
    socket.on("close", (code) => {
      events.push(`closed ${code}`);
      resolve();
    });
  });
  const greeted = new Promise<void>((resolve) => {
    socket.on("message", (message) => {
      events.push(String(message));
      resolve();
    });
  });
  await bounded("the greeting", Promise.race([greeted, closed]));
  await stage.drain();
  await bounded("the WebSocket to close", closed);
  expect(events).toEqual(["hello", "closed 1001"]);
  await stage.cleanReport();
}
