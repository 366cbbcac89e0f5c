import type { Socket } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { readLate } from "../src/checks/parts/read-late.js";
import type { Baseline } from "../src/scenario/baseline.js";
import type { Measurement } from "../src/scenario/measurement.js";
import { watchOwnLag } from "../src/scenario/own-lag.js";
import { block } from "./block.js";
import { clientOf } from "./client-of.js";

const CUT_MS = 1_200;
const BLOCKED_MS = 1_000;

/** What is made of a reader whose answer is cut a while after it reads on. */
async function cutReader(atResume: () => void = () => {}) {
  const wire = await clientOf((socket: Socket) => {
    socket.write("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n12");
    setTimeout(() => socket.destroy(), CUT_MS);
    socket.resume();
  });
  wire.pause();
  const run = {
    server: { signalledAt: performance.now() },
    signalled: async () => {},
    held: async () => void setImmediate(atResume),
  };
  return readLate(run as unknown as Measurement, wire, { status: 200 } as Baseline);
}

test("an answer that is cut is lost where its client could read", async () => {
  expect((await cutReader()).outcome).toBe("failed");
});

test("where its client did not run for most of that time, it is to be measured again", async () => {
  onTestFinished(watchOwnLag());
  expect(await cutReader(() => block(BLOCKED_MS))).toEqual({
    outcome: "not-measured",
    isOfMachine: true,
    reason: expect.stringMatching(
      /^the machine was too busy: in [\d.]+ s of reading, this process did not run for [\d.]+ s$/,
    ),
  });
});
