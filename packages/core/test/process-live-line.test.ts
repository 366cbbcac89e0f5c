import type { WriteStream } from "node:tty";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createLiveLine } from "../src/process/terminal/live-line.js";

const ERASED = "\r\u001b[J";

let printed: string[];
let isTTY: boolean;
let passed: unknown[];
const { write } = process.stdout;
const terminal = { write: (text: string) => printed.push(text) > 0 } as unknown as WriteStream;

/** Standard output as a terminal that nobody sees. */
beforeEach(() => {
  printed = [];
  passed = [];
  isTTY = process.stdout.isTTY;
  process.stdout.isTTY = true;
  process.stdout.write = (chunk: unknown) => passed.push(chunk) > 0;
});
afterEach(() => {
  process.stdout.isTTY = isTTY;
  process.stdout.write = write;
});

describe("a line below what is printed", () => {
  test.each<[string, unknown, boolean]>([
    ["a whole line", "done\n", true],
    ["an unfinished line", "still ", false],
    ["an empty string", "", true],
    ["the bytes of a whole line", Buffer.from("done\n"), true],
    ["the bytes of an unfinished line", Buffer.from("still "), false],
    ["no bytes", Buffer.alloc(0), true],
    ["something else, which the stream will refuse", undefined, true],
  ])("makes way for %s", (_what, chunk, isWhole) => {
    const line = createLiveLine(terminal);
    line.draw("status");
    process.stdout.write(chunk as string);
    expect(passed).toEqual([chunk]);
    expect(printed.at(-1)).toBe(ERASED);
    line.draw("again");
    expect(printed.at(-1)?.includes("again")).toBe(isWhole);
    line.stop();
  });

  test("leaves a later wrapper in place, and is no longer called by it", () => {
    const line = createLiveLine(terminal);
    const ours = process.stdout.write;
    const later = ((chunk: string) => ours.call(process.stdout, chunk)) as typeof process.stdout.write;
    process.stdout.write = later;
    line.draw("status");
    line.stop();
    expect(process.stdout.write).toBe(later);
    const before = printed.length;
    process.stdout.write("on\n");
    expect(printed.length).toBe(before);
    expect(passed).toEqual(["on\n"]);
  });

  test("puts back what the application had there before", () => {
    const own = process.stdout.write;
    createLiveLine(terminal).stop();
    expect(process.stdout.write).toBe(own);
  });
});
