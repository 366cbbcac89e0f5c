import { expect } from "vitest";
import type { RawClient } from "../../../test-kit/raw-client.mjs";
import { contractLine, type DefinePromise, type Subject } from "../contract-line.js";
import { patient, shortDrain } from "../plans.js";
import { choices } from "./event-stream-choices.js";
import { EVENT_SOURCE, FIRST, listen, WHOLE } from "./event-stream-client.js";

/** Line 18, over HTTP/1 and HTTP/2. */
export const EVENT_STREAMS =
  "A subscription (an event stream that answers a GET) is ended cleanly, so that its client reconnects elsewhere; " +
  "what its handler writes after that does no harm. An event stream that answers another method is an ordinary " +
  "response: it completes, or is cut and reported.";

/** The ways to write the head of an event stream, and the paths of the demo that use them. */
export const HEADS = [
  ["the framework's head", "", "/events"],
  ["headers by writeHead", "-written", "/written-events"],
] as const;

/** Event streams: line 18. */
export function eventStreams(subject: Subject): void {
  contractLine(subject, 18, EVENT_STREAMS, (promise) => {
    subscriptions(promise);
    answers(promise);
    choices(promise);
  });
}

function subscriptions(promise: DefinePromise): void {
  promise(
    "events",
    "a subscription ends with its last chunk, and its handler hears of it as of a disconnect",
    async (stage) => {
      await stage.start();
      const client = await listen(stage, "/events/a");
      await stage.drain();
      expect(await client.response()).toMatchObject({ status: 200, text: FIRST, framing: "chunked" });
      await client.ended();
      await stage.demo.leftEvents("a");
      const { requests } = await stage.cleanReport();
      expect(requests).toMatchObject({ total: 1, answered: 0, ended: 1, aborted: 0 });
    },
  );

  for (const [head, suffix, path] of HEADS) {
    for (const [id, whose, headers] of [
      ["events-any-client", "that asks for anything", { Accept: "*/*" }],
      ["events-no-accept", "that does not say what it asks for", {}],
      ["events-event-source", "that asks for event streams", EVENT_SOURCE],
    ] as const) {
      promise(`${id}${suffix}`, `with ${head}, also of a client ${whose}`, async (stage) => {
        await stage.start();
        const client = await listen(stage, `${path}/a`, { headers });
        await stage.drain();
        expect(await client.response()).toMatchObject({ status: 200, text: FIRST, framing: "chunked" });
        await client.ended();
        const { requests } = await stage.cleanReport();
        expect(requests).toMatchObject({ total: 1, answered: 0, ended: 1, aborted: 0 });
      });
    }
  }

  promise(
    "events-http-1.0",
    "a subscription in HTTP/1.0 ends, where only the connection can end it",
    async (stage) => {
      await stage.start();
      const client = await stage.connect();
      client.request("GET", "/events/a", { version: "1.0", headers: EVENT_SOURCE });
      await client.receives(FIRST);
      await stage.drain();
      expect(await client.response()).toMatchObject({ text: FIRST, framing: "close" });
      await client.ended();
      await stage.cleanReport();
    },
  );

  promise("events-spread", "thirty subscriptions do not end in one moment", async (stage) => {
    await stage.start();
    const clients: RawClient[] = [];
    for (let n = 0; n < 30; n++) clients.push(await listen(stage, "/events/a"));
    await stage.drain();
    // How evenly they are spread is a rule of the engine, which is tested under a fake clock.
    const endings = clients.map((client) => client.ended());
    await Promise.race(endings);
    expect(clients.filter((client) => !client.isClosed).length).toBeGreaterThan(5);
    await Promise.all(endings);
    const { requests } = await stage.cleanReport();
    expect(requests).toMatchObject({ total: 30, ended: 30 });
  });

  promise("events-in-drain", "a subscription that is opened in the drain is ended too", async (stage) => {
    await stage.start();
    const client = await stage.connectIdle();
    await stage.drain();
    client.request("GET", "/events/a", { headers: EVENT_SOURCE });
    expect(await client.response()).toMatchObject({ status: 200, text: FIRST });
    await client.ended();
    await stage.cleanReport();
  });

  promise("events-others", "no other response is ended with the subscriptions", async (stage) => {
    await stage.start();
    const [page, events] = [await stage.connect(), await listen(stage, "/events/a")];
    page.request("GET", "/stream/b", { headers: { Accept: "application/json, text/event-stream" } });
    await page.receives("first,");
    const patience = await listen(stage, "/events/a");
    await stage.drain();
    await events.ended();
    await patience.ended();
    expect(page.isClosed).toBe(false);
    stage.demo.open("b");
    expect(await page.response()).toMatchObject({ text: "first,last" });
    await page.ended();
    await stage.cleanReport();
  });
}

function answers(promise: DefinePromise): void {
  for (const [head, suffix, path] of HEADS) {
    promise(
      `events-post${suffix}`,
      `with ${head}, one that answers a POST comes whole, to its last word, and is answered`,
      async (stage) => {
        await stage.start();
        const answer = await listen(stage, `${path}/a`, { method: "POST" });
        // If it counted as one of them, it would be ended first, or before the last of these.
        const witnesses = [await listen(stage, "/events/b"), await listen(stage, "/events/b")];
        await stage.drain();
        for (const witness of witnesses) await witness.ended();
        stage.demo.open("a");
        expect(await answer.response()).toMatchObject({ status: 200, text: WHOLE, framing: "chunked" });
        await answer.ended();
        const { requests } = await stage.cleanReport();
        expect(requests).toMatchObject({ total: 3, answered: 1, ended: 2, aborted: 0 });
      },
    );

    promise(
      `events-post-cut${suffix}`,
      `with ${head}, one that answers a POST and never ends is cut at the deadline, and reported`,
      async (stage) => {
        await stage.start(shortDrain);
        const answer = await listen(stage, `${path}/a`, { method: "POST" });
        await stage.drain();
        expect(await stage.report()).toMatchObject({
          outcome: "cut",
          exitCode: 1,
          requests: { total: 1, answered: 0, ended: 0, cut: 1 },
          cuts: [{ kind: "request", method: "POST", url: `${path}/a`, state: "responding" }],
        });
        await answer.closed();
        // Its client can tell: there is no last chunk.
        expect(answer.responses).toEqual([]);
      },
    );
  }

  promise(
    "events-post-in-drain",
    "an event stream that answers a POST of the drain comes whole, too",
    async (stage) => {
      await stage.start();
      const answer = await stage.connectIdle();
      const witnesses = [await listen(stage, "/events/b"), await listen(stage, "/events/b")];
      await stage.drain();
      answer.request("POST", "/events/a", { headers: EVENT_SOURCE });
      await answer.receives(FIRST);
      for (const witness of witnesses) await witness.ended();
      stage.demo.open("a");
      expect(await answer.response()).toMatchObject({ status: 200, text: WHOLE });
      await answer.ended();
      const { requests } = await stage.cleanReport();
      expect(requests).toMatchObject({ total: 3, answered: 1, ended: 2 });
    },
  );

  promise("events-wait", 'with `eventStreams: "wait"` every one is such an answer', async (stage) => {
    await stage.start({ ...patient, eventStreams: "wait", spreadMs: 0 });
    const client = await listen(stage, "/events/a");
    const witness = await stage.connect();
    witness.request("GET", "/gate/b");
    await stage.demo.ran("/gate/b");
    await stage.drain();
    stage.demo.open("b");
    await witness.ended();
    expect(client.isClosed).toBe(false);
    stage.demo.open("a");
    expect(await client.response()).toMatchObject({ text: WHOLE });
    await client.ended();
    const { requests } = await stage.cleanReport();
    expect(requests).toMatchObject({ total: 2, answered: 2, ended: 0 });
  });

  promise(
    "events-signal",
    "a response that its handler ends by `lifecycle.signal` counts as answered",
    async (stage) => {
      await stage.start();
      const client = await listen(stage, "/events/a", { method: "POST" });
      stage.lifecycle.signal.addEventListener("abort", () => stage.demo.open("a"));
      await stage.drain();
      expect(await client.response()).toMatchObject({ text: WHOLE });
      await client.ended();
      const { requests } = await stage.cleanReport();
      expect(requests).toMatchObject({ total: 1, answered: 1, ended: 0 });
    },
  );
}
