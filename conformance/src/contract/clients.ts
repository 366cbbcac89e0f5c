import { expect } from "vitest";
import type { RawClient } from "../../../test-kit/raw-client.mjs";
import { requestText } from "../../../test-kit/requests.mjs";
import { contractLine, type Subject } from "../contract-line.js";
import type { Stage } from "../stage.js";

/** A request whose handler runs, and whose client is going to abort it. */
const requests: Record<string, (stage: Stage, client: RawClient) => Promise<void>> = {
  "mid-upload": async (stage, client) => {
    client.write(`${requestText("POST", "/echo", { headers: { "Content-Length": "10" } })}hello`);
    await stage.demo.ran("/echo");
  },
  "before the answer": async (stage, client) => {
    client.request("GET", "/gate/a");
    await stage.demo.ran("/gate/a");
  },
  "mid-response": async (_stage, client) => {
    client.request("GET", "/stream/a");
    await client.receives("first,");
  },
  "while a large answer waits to be read": async (stage, client) => {
    client.pause();
    client.request("GET", "/big");
    await stage.demo.ran("/big");
  },
};

const departures: Record<string, (client: RawClient) => void> = {
  "with a reset": (client) => client.reset(),
  "by closing": (client) => client.close(),
};

/** Clients that abort: line 13. */
export function clients(subject: Subject): void {
  contractLine(subject, 13, "A client that aborts mid-request is not waited for.", (promise) => {
    for (const [moment, begin] of Object.entries(requests)) {
      for (const [how, leave] of Object.entries(departures)) {
        const id = `abort ${moment} ${how}`.replaceAll(" ", "-");
        promise(id, `${moment}, ${how}; its handler never ends`, async (stage) => {
          await stage.start();
          const client = await stage.connect();
          await begin(stage, client);
          await stage.drain();
          expect(stage.lifecycle.phase.name).toBe("draining");
          leave(client);
          const { requests } = await stage.cleanReport();
          expect(requests).toMatchObject({ total: 1, answered: 0, aborted: 1, cut: 0 });
        });
      }
    }

    promise(
      "abort-before",
      "a client that left before the drain began is not waited for either",
      async (stage) => {
        await stage.start();
        for (const leave of Object.values(departures)) {
          const client = await stage.connect();
          await requests["before the answer"]?.(stage, client);
          leave(client);
        }
        await stage.drain();
        await stage.cleanReport();
      },
    );
  });
}
