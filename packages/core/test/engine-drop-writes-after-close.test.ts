import { PassThrough } from "node:stream";
import { expect, test } from "vitest";
import { dropWritesAfterClose } from "../src/engine/websocket/drop-writes-after-close.js";

/** A text frame with "hi", then a close frame. */
const TEXT = Buffer.from([0x81, 0x02, 0x68, 0x69]);
const CLOSE = Buffer.from([0x88, 0x02, 0x03, 0xe9]);

/** A socket, and what went through it. */
function recorded() {
  const socket = new PassThrough();
  const chunks: Buffer[] = [];
  /** Since Node 26 a read gives one chunk, before it all of them. */
  const sent = () => {
    for (let chunk = socket.read(); chunk !== null; chunk = socket.read()) chunks.push(chunk);
    return Buffer.concat(chunks);
  };
  return { socket, sent };
}

test("what comes after the first close frame is not sent, and its callback is called as if it was", async () => {
  const { socket, sent } = recorded();
  dropWritesAfterClose(socket);
  socket.write(TEXT);
  socket.write(CLOSE);
  await new Promise((resolve) => socket.write(CLOSE, resolve));
  expect(socket.write(TEXT)).toBe(true);
  expect(sent()).toEqual(Buffer.concat([TEXT, CLOSE]));
});

test.each([
  ["latin1", (frame: Buffer) => ["latin1", frame.toString("latin1")]],
  ["hex", (frame: Buffer) => ["hex", frame.toString("hex")]],
] as const)("frames that are written as text in %s are followed", (_name, encoded) => {
  const { socket, sent } = recorded();
  dropWritesAfterClose(socket);
  for (const frame of [TEXT, CLOSE, CLOSE]) {
    const [encoding, text] = encoded(frame);
    socket.write(text ?? "", encoding as BufferEncoding);
  }
  expect(sent()).toEqual(Buffer.concat([TEXT, CLOSE]));
});

test("text without an encoding is UTF-8", () => {
  const { socket, sent } = recorded();
  dropWritesAfterClose(socket);
  // "é" is two bytes: counted as one, the close frame behind it would be taken for text.
  socket.write(Buffer.from([0x81, 0x02]));
  socket.write("é");
  socket.write(CLOSE);
  socket.write(TEXT);
  expect(sent()).toEqual(Buffer.concat([Buffer.from([0x81, 0x02]), Buffer.from("é"), CLOSE]));
});

test("the undo gives the socket back as it was", () => {
  const { socket } = recorded();
  const undo = dropWritesAfterClose(socket);
  expect(Object.hasOwn(socket, "write")).toBe(true);
  undo.stop();
  expect(Object.hasOwn(socket, "write")).toBe(false);
});

test("the undo gives back what the application had put there before", () => {
  const { socket } = recorded();
  const write = () => true;
  socket.write = write;
  dropWritesAfterClose(socket).stop();
  expect(socket.write).toBe(write);
});

test("the undo leaves a later wrapper in place", () => {
  const { socket } = recorded();
  const undo = dropWritesAfterClose(socket);
  const later = () => true;
  socket.write = later;
  undo.stop();
  expect(socket.write).toBe(later);
});
