import { createServer } from "node:http";
import { expect, test } from "vitest";
import { createDrain } from "../src/engine/create-drain.js";
import { collectGarbage } from "./collect-garbage.js";
import { connect, listen } from "./wire.js";

const LIVES = 10;

async function oneLife(closes: string[]): Promise<WeakRef<object>> {
  const server = createServer((_request, response) => void response.end("hello"));
  server.on("close", () => closes.push("close"));
  const drain = createDrain({ idleGraceMs: 0 }).add(server);
  const client = await connect(await listen(server));
  await client.get("/").receives("hello");
  await drain.drain();
  await client.closed();
  expect(Object.hasOwn(server, "emit")).toBe(false);
  return new WeakRef(server);
}

test("a drained server emits close once, and nothing of Node keeps it in memory", async () => {
  const closes: string[] = [];
  const servers: WeakRef<object>[] = [];
  for (let life = 0; life < LIVES; life++) servers.push(await oneLife(closes));
  expect(closes).toHaveLength(LIVES);
  await collectGarbage();
  // The last ones may be on some stack still.
  expect(servers.filter((server) => server.deref()).length).toBeLessThan(LIVES / 2);
});
