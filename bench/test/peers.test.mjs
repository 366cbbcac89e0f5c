import { readdirSync } from "node:fs";
import { afterAll, describe, expect, test } from "vitest";
import { ClientsProcess } from "../measure/clients-process.mjs";
import { ServerProcess } from "../measure/server-process.mjs";
import { PEERS } from "../peers.mjs";

const clients = new ClientsProcess();
afterAll(() => clients.end());

describe("every set-up that is measured", () => {
  test("is listed", () => {
    const files = readdirSync(new URL("../peers", import.meta.url));
    expect(files.sort()).toEqual(
      PEERS.filter(({ framework }) => !framework)
        .map(({ id }) => `${id}.mjs`)
        .sort(),
    );
  });

  test.each(PEERS)("$id starts, answers, and ends at a signal", async ({ id, isUnstoppable }) => {
    const server = await ServerProcess.start(id);
    await clients.ask("open", { port: server.port, connections: 2 });
    await clients.ask("connect", { port: server.port, durations: [100] });
    await clients.ask("send");
    expect(await clients.ask("answered")).toEqual([expect.any(Number)]);
    // With a client that stays, some would not end for a long time: that is what is measured, and not here.
    await clients.ask("leave");
    server.sigterm();
    const { signal } = await server.exited;
    expect(signal).toBe(isUnstoppable ? "SIGTERM" : null);
  });
});
