import { expect } from "vitest";
import { contractLine, type Subject } from "../contract-line.js";
import { patient } from "../plans.js";
import type { RawClient } from "../raw-client.js";
import type { Stage } from "../stage.js";

/** What every `EventSource` sends. */
const headers = { Accept: "text/event-stream", "Cache-Control": "no-cache" };

/** Event streams: line 18. */
export function eventStreams(subject: Subject): void {
  contractLine(
    subject,
    18,
    "An event stream is ended cleanly (its last chunk is sent), so that its client reconnects elsewhere; what its handler writes after that harms nobody.",
    (promise) => {
      promise(
        "events",
        "it ends in good order, and its handler is told as by a disconnect",
        async (stage) => {
          await stage.start();
          const client = await listen(stage, "a");
          await stage.drain();
          expect(await client.response()).toMatchObject({
            status: 200,
            text: "data: first\n\n",
            framing: "chunked",
          });
          await client.ended();
          await stage.demo.leftEvents("a");
          const { requests } = await stage.cleanReport();
          expect(requests).toMatchObject({ total: 1, answered: 1, aborted: 0 });
        },
      );

      promise("events-http-1.0", "in HTTP/1.0, where only the connection can end it", async (stage) => {
        await stage.start();
        const client = await stage.connect();
        client.request("GET", "/events/a", { version: "1.0", headers });
        await client.receives("data: first\n\n");
        await stage.drain();
        expect(await client.response()).toMatchObject({ text: "data: first\n\n", framing: "close" });
        await client.ended();
        await stage.cleanReport();
      });

      promise("events-any-client", "also of a client that asks for anything", async (stage) => {
        await stage.start();
        const client = await stage.connect();
        client.request("GET", "/events/a", { headers: { Accept: "*/*" } });
        await client.receives("data: first\n\n");
        await stage.drain();
        await client.ended();
        await stage.cleanReport();
      });

      promise("events-spread", "thirty do not end in one moment", async (stage) => {
        await stage.start();
        const clients: RawClient[] = [];
        for (let n = 0; n < 30; n++) clients.push(await listen(stage, "a"));
        await stage.drain();
        // How evenly they are spread is a rule of the engine, which is tested under a fake clock.
        const endings = clients.map((client) => client.ended());
        await Promise.race(endings);
        expect(clients.filter((client) => !client.isClosed).length).toBeGreaterThan(5);
        await Promise.all(endings);
        await stage.cleanReport();
      });

      promise("events-in-drain", "one that is opened in the drain is ended too", async (stage) => {
        await stage.start();
        const client = await stage.connectIdle();
        await stage.drain();
        client.request("GET", "/events/a", { headers });
        expect(await client.response()).toMatchObject({ status: 200, text: "data: first\n\n" });
        await client.ended();
        await stage.cleanReport();
      });

      promise("events-others", "no other response is ended with them", async (stage) => {
        await stage.start();
        const [page, events] = [await stage.connect(), await listen(stage, "a")];
        page.request("GET", "/stream/b", { headers: { Accept: "application/json, text/event-stream" } });
        await page.receives("first,");
        const patience = await listen(stage, "a");
        await stage.drain();
        await events.ended();
        await patience.ended();
        expect(page.isClosed).toBe(false);
        stage.demo.open("b");
        expect(await page.response()).toMatchObject({ text: "first,last" });
        await page.ended();
        await stage.cleanReport();
      });

      promise("events-wait", 'with `eventStreams: "wait"` it is a response like any other', async (stage) => {
        await stage.start({ ...patient, eventStreams: "wait" });
        const client = await listen(stage, "a");
        const witness = await stage.connect();
        witness.request("GET", "/gate/b");
        await stage.demo.ran("/gate/b");
        await stage.drain();
        await new Promise((resolve) => setTimeout(resolve, 1_200));
        stage.demo.open("b");
        await witness.ended();
        expect(client.isClosed).toBe(false);
        stage.demo.open("a");
        expect(await client.response()).toMatchObject({ text: "data: first\n\ndata: last\n\n" });
        await client.ended();
        await stage.cleanReport();
      });

      promise(
        "events-signal",
        "a handler can end any long response itself, by `lifecycle.signal`",
        async (stage) => {
          await stage.start({ ...patient, eventStreams: "wait" });
          const client = await listen(stage, "a");
          stage.lifecycle.signal.addEventListener("abort", () => stage.demo.open("a"));
          await stage.drain();
          expect(await client.response()).toMatchObject({ text: "data: first\n\ndata: last\n\n" });
          await client.ended();
          await stage.cleanReport();
        },
      );
    },
  );
}

/** A client of an event stream that has had its first event. */
async function listen(stage: Stage, name: string): Promise<RawClient> {
  const client = await stage.connect();
  client.request("GET", `/events/${name}`, { headers });
  await client.receives("data: first\n\n");
  return client;
}
