import { expect, test } from "vitest";
import { endForkedAfterEach } from "./forked.js";
import { inFlight, start } from "./started.js";

endForkedAfterEach();

test.each([
  ["is drained by a release answers it", "api", "from the api"],
  ["is the same one answers it if `beforeDrain` waits for it", "self", "from itself"],
  ["shares the drain refuses it", "added", "ECONNREFUSED"],
])("a request in flight asks a server of its own process: one that %s", async (_, SERVER, answer) => {
  const app = await start("gateway.mjs", { env: { SERVER } });
  const client = await inFlight(app);
  app.kill("SIGTERM");
  const { received } = await client.closed();
  expect(received.split("\r\n\r\n").at(-1)).toContain(answer);
  expect(await app.ended).toEqual({ code: 0, signal: null });
});
