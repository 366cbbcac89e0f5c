import { afterAll, describe, expect, test } from "vitest";
import { ClientsProcess } from "../measure/clients-process.mjs";
import { ServerProcess } from "../measure/server-process.mjs";

const clients = new ClientsProcess();
afterAll(() => clients.end());

async function closeIdle(id) {
  const server = await ServerProcess.start(id);
  await server.ask("watch");
  await clients.ask("open", { port: server.port, connections: 3 });
  expect(await server.ask("mark")).toBe(3);
  await server.ask("arm");
  const closed = server.told("closed");
  server.sigterm();
  const { left } = await closed;
  await clients.ask("leave");
  await server.kill();
  return left;
}

describe("how a server closes its idle connections", () => {
  test("when it has closed the last of them", async () => {
    expect(await closeIdle("stoppable")).toBe(0);
  });

  test("when its process exits, which closes what is open", async () => {
    expect(await closeIdle("gquittet")).toBe(0);
  });
});
