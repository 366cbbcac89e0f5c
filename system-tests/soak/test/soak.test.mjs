import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";
import { lives } from "../lives.mjs";
import { slopeOf } from "../slope.mjs";

const COUNT = fileURLToPath(new URL("../count.mjs", import.meta.url));

// Heap is measured by `npm run test:soak`.
describe("ten lives in one process, after three to warm up, leave no listener, handle, timer or subscription:", () => {
  for (const kind of Object.keys(lives)) {
    test(kind, async () => {
      const { stdout } = await promisify(execFile)(process.execPath, [COUNT, kind]);
      expect(JSON.parse(stdout)).toEqual([]);
    });
  }
});

describe("the slope of the heap", () => {
  test("is what each life leaves, whatever a few collections do", () => {
    const leaking = Array.from({ length: 20 }, (_, i) => 1_000_000 + i * 5_000);
    expect(slopeOf(leaking)).toBe(5_000);
    expect(slopeOf(leaking.with(7, 3_000_000).with(12, 0))).toBeCloseTo(5_000, -2);
    expect(slopeOf(Array(20).fill(7))).toBe(0);
  });
});
