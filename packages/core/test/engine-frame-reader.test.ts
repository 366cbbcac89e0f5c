import { describe, expect, test } from "vitest";
import { FrameReader } from "../src/engine/websocket/frame-reader.js";

const LENGTHS = [0, 1, 125, 126, 65_535, 65_536];
const MASK = [0x21, 0x43, 0x65, 0x87];

function header(first: number, length: number, masked = 0): number[] {
  if (length < 126) return [first, masked | length];
  if (length < 65_536) return [first, masked | 126, length >> 8, length & 255];
  return [
    first,
    masked | 127,
    0,
    0,
    0,
    0,
    length >>> 24,
    (length >> 16) & 255,
    (length >> 8) & 255,
    length & 255,
  ];
}

const sent = (length: number, first = 0x81) => [
  ...header(first, length),
  ...Array<number>(length).fill(0x88),
];
const received = (length: number, first = 0x81) => [
  ...header(first, length, 0x80),
  ...MASK,
  ...Array.from({ length }, (_, n) => 0x61 ^ (MASK[n % 4] as number)),
];

/** What it tells of these bytes, given `size` at a time, and whether it is between two frames then. */
function read(isMasked: boolean, bytes: number[], size = bytes.length) {
  const told: string[] = [];
  const reader = new FrameReader({
    isMasked,
    onBegin: ({ opcode, length }) => void told.push(`begin ${opcode} ${length}`),
    onEnd: ({ opcode, isData, isFinal, length, firstByte }) => {
      const kind = isData ? (isFinal ? "message" : "part") : "control";
      const letter = length > 0 ? ` ${String.fromCharCode(firstByte)}` : "";
      told.push(`end ${opcode} ${kind}${letter}`);
    },
  });
  for (let at = 0; at < bytes.length; at += size) reader.read(Uint8Array.from(bytes.slice(at, at + size)));
  return [...told, reader.isBetweenFrames ? "between" : "within"];
}

describe("one direction of a WebSocket", () => {
  test.each([1, 2, 3, 7, 100_000])("is followed frame by frame, %i bytes at a time", (size) => {
    const ends = (letter: string) =>
      LENGTHS.flatMap((length) => [`begin 1 ${length}`, `end 1 message${length > 0 ? ` ${letter}` : ""}`]);
    const fromServer = LENGTHS.flatMap((length) => sent(length));
    expect(read(false, fromServer, size)).toEqual([...ends("\x88"), "between"]);
    const fromClient = LENGTHS.flatMap((length) => received(length));
    expect(read(true, fromClient, size)).toEqual([...ends("a"), "between"]);
  });

  test("may have messages in parts, with control frames between them", () => {
    expect(read(true, [...received(2, 0x01), ...received(0, 0x89), ...received(3, 0x80)])).toEqual([
      "begin 1 2",
      "end 1 part a",
      "begin 9 0",
      "end 9 control",
      "begin 0 3",
      "end 0 message a",
      "between",
    ]);
  });

  test.each([1, 2, 3, 5])("is within a frame after %i of its bytes", (length) => {
    expect(read(false, sent(4).slice(0, length)).at(-1)).toBe("within");
  });

  test.each([
    ["text", [..."HTTP/1.1 101 Switching Protocols"].map((letter) => letter.charCodeAt(0))],
    ["masked where it may not be", received(1)],
    ["an unknown opcode", [0x83, 0x00]],
    ["a close frame in parts", [0x08, 0x00]],
    ["a close frame that is too long", [0x88, 126, 1, 0]],
  ])("is not followed any more where it is %s", (_what, bytes) => {
    expect(read(false, [...bytes, ...sent(2)])).toEqual(["within"]);
  });

  test("is not followed if a client does not mask", () => {
    expect(read(true, sent(2))).toEqual(["within"]);
  });
});
