import { describe, expect, test } from "vitest";
import { CloseFrameReader } from "../src/engine/websocket/close-frame-reader.js";

const CLOSE = [0x88, 0x02, 0x03, 0xe9];
const text = (length: number) => [...header(0x81, length), ...Array<number>(length).fill(0x88)];

function header(first: number, length: number): number[] {
  if (length < 126) return [first, length];
  if (length < 65_536) return [first, 126, length >> 8, length & 255];
  return [first, 127, 0, 0, 0, 0, length >>> 24, (length >> 16) & 255, (length >> 8) & 255, length & 255];
}

/** What it says of these bytes, given `size` at a time. */
function read(bytes: number[], size = bytes.length) {
  const reader = new CloseFrameReader();
  for (let at = 0; at < bytes.length; at += size) reader.read(Uint8Array.from(bytes.slice(at, at + size)));
  return reader.isClosed ? CLOSED : OPEN;
}

const OPEN = "open";
const CLOSED = "closed";

describe("what a server sends over a WebSocket", () => {
  test.each([1, 2, 3, 7, 100_000])("is closed by its first close frame, %i bytes at a time", (size) => {
    const frames = [0, 1, 125, 126, 65_535, 65_536].flatMap(text);
    expect(read(frames, size)).toBe(OPEN);
    expect(read([...frames, ...CLOSE], size)).toBe(CLOSED);
    expect(read([...frames, 0x88, 0x00], size)).toBe(CLOSED);
  });

  test("may go on until that frame is complete", () => {
    expect([1, 2, 3, 4].map((length) => read(CLOSE.slice(0, length)))).toEqual([OPEN, OPEN, OPEN, CLOSED]);
  });

  test.each([
    ["text", [..."HTTP/1.1 101 Switching Protocols"].map((letter) => letter.charCodeAt(0))],
    ["masked frames", [0x81, 0x81, 0, 0, 0, 0, 0x41]],
    ["a close frame in parts", [0x08, 0x00]],
    ["a close frame that is too long", [0x88, 126, 1, 0]],
  ])("is not followed where it is %s", (_what, bytes) => {
    expect(read([...bytes, ...CLOSE])).toBe(OPEN);
  });
});
