import { expect, test } from "vitest";
import { NotMeasurableError } from "../src/errors.js";
import { Measurement } from "../src/scenario/measurement.js";
import type { ServerRun } from "../src/scenario/server-run.js";

test("a client that is turned away before any signal has the run measured again without company, like a server that ends", async () => {
  // It is seen before the end of the process where that is what refuses.
  const run = { connect: async () => "ECONNREFUSED" } as unknown as ServerRun;
  const opened = new Measurement(run, "restart", () => {}).open("a client");
  await expect(opened).rejects.toBeInstanceOf(NotMeasurableError);
});
