import { expect, test } from "vitest";
import { HeldRequest } from "../src/checks/parts/held-request.js";
import { requestTo } from "../src/clients/request.js";
import type { Baseline } from "../src/scenario/baseline.js";
import type { Measurement } from "../src/scenario/measurement.js";
import { clientOf } from "./client-of.js";

/** What is made of a request that is held open until the server closes its connection. */
async function closedWhileHeld(mostHeldMs: number) {
  const wire = await clientOf((socket) => {
    socket.once("data", () => setTimeout(() => socket.destroy(), 100));
    socket.resume();
  });
  const run = { open: async () => wire, server: { signalledAt: performance.now(), mostHeldMs } };
  const request = requestTo({ method: "GET", path: "/" }, 80);
  const held = await HeldRequest.open(run as unknown as Measurement, "half", { request, bytes: 5 });
  await wire.ended();
  return held.judge(await held.finish(), { status: 200 } as Baseline);
}

test("a server that closes the connection of a held request in good time has lost it", async () => {
  expect((await closedWhileHeld(60_000)).outcome).toBe("failed");
});

test("one that closes that of a client which a busy machine held up has not", async () => {
  expect(await closedWhileHeld(50)).toEqual({
    outcome: "not-measured",
    isOfMachine: true,
    reason: expect.stringMatching(/^the machine was too busy: a request .* its connection was \d+ ms old$/),
  });
});
