import { beforeAll, describe, test } from "vitest";
import { INSTALL_MS } from "./install-once.js";
import { installPackages, Program } from "./program.js";

beforeAll(installPackages, INSTALL_MS);

const SAID = ["in flight", "answered", "database closed", "exported GET /", "Tracing terminated"];

/** `process.on("SIGTERM", () => sdk.shutdown().finally(() => process.exit(0)))`. */
describe.concurrent("OpenTelemetry's sample, which exits when it has flushed", () => {
  test.for(["before", "after"])(
    "registered %s graceful: the request in flight is answered, and its span exported",
    async (SAMPLE, { expect }) => {
      using program = new Program("open-telemetry.mjs", { SAMPLE });
      const client = await program.inFlight();
      program.kill("SIGTERM");
      const { status, text } = await client.response();
      expect([status, text]).toEqual([200, "row"]);
      await client.ended();
      expect(await program.ended).toEqual({ code: 0, signal: null });
      expect(program.said).toEqual([...SAID, "exit 0"]);
    },
  );

  test.for(["before", "after"])(
    "registered %s graceful: its exit code 0 does not hide that a release failed",
    async (SAMPLE, { expect }) => {
      using program = new Program("open-telemetry.mjs", { SAMPLE, FAILS: "1" });
      const client = await program.inFlight();
      program.kill("SIGTERM");
      expect((await client.response()).status).toBe(200);
      expect(await program.ended).toEqual({ code: 1, signal: null });
      expect(program.said).toEqual([...SAID, "exit 1"]);
      expect(await program.report()).toMatchObject({ outcome: "failed", exitCode: 1 });
    },
  );
});
