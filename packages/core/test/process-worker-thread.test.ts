import { expect, test } from "vitest";
import { endForkedAfterEach } from "./forked.js";
import { inFlight, start } from "./started.js";

endForkedAfterEach();

const SAID = /This is a worker thread, where no signal arrives/;

test("a worker thread logs that no signal arrives, and a relayed one ends it well", async () => {
  const app = await start("worker-thread.mjs");
  const client = await inFlight(app);
  expect(app.output).toMatch(SAID);
  app.kill("SIGTERM");
  expect((await client.closed()).received).toContain("answered");
  expect(await app.ended).toEqual({ code: 0, signal: null });
  expect(app.output).toMatch(/SIGTERM: draining 1 connection with 1 request in flight/);
  expect(app.lines).toContain("worker exit 0");
});

test("with `signals: false` it is known, and not said", async () => {
  const app = await start("worker-thread.mjs", { env: { PLAN: '{"signals":false}' } });
  await inFlight(app);
  expect(app.output).not.toMatch(SAID);
});
