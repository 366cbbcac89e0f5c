import { expect } from "vitest";
import { contractLine, type DefinePromise, type Subject } from "../contract-line.js";
import { patient, shortDrain } from "../plans.js";
import { connectHttp2 } from "./connect-http2.js";
import { FIRST, WHOLE } from "./event-stream-client.js";
import { EVENT_STREAMS, HEADS } from "./event-streams.js";

/** Event streams of HTTP/2: line 18. */
export function http2EventStreams(subject: Subject): void {
  contractLine(subject, 18, EVENT_STREAMS, (promise) => {
    subscriptions(promise);
    others(promise);
  });
}

function subscriptions(promise: DefinePromise): void {
  for (const [head, suffix, path] of HEADS) {
    promise(
      `h2-events${suffix}`,
      `with ${head}, it ends in good order, its handler sees the end, and its session goes`,
      async (stage) => {
        await stage.start();
        const client = await connectHttp2(stage);
        const calls = [
          client.request(`${path}/a`),
          client.request(`${path}/a`, { headers: { accept: "*/*" } }),
          client.request(`${path}/a`, { headers: { accept: "text/event-stream" } }),
        ];
        for (const call of calls) await call.receives(FIRST);
        await stage.drain();
        for (const call of calls) expect((await call.response()).text).toBe(FIRST);
        await client.ended();
        await stage.demo.leftEvents("a", 3);
        const { requests } = await stage.cleanReport();
        expect(requests).toMatchObject({ total: 3, answered: 0, ended: 3, aborted: 0 });
      },
    );

    promise(
      `h2-events-post${suffix}`,
      `with ${head}, one that answers a POST comes whole, to its last word, and is answered`,
      async (stage) => {
        await stage.start();
        const client = await connectHttp2(stage);
        const headers = { accept: "text/event-stream" };
        const answer = client.request(`${path}/a`, { method: "POST", headers });
        await answer.receives(FIRST);
        // Were it one of them, it would be ended first, or before the last of these.
        const witnesses = [client.request("/events/b"), client.request("/events/b")];
        for (const witness of witnesses) await witness.receives(FIRST);
        await stage.drain();
        for (const witness of witnesses) expect((await witness.response()).text).toBe(FIRST);
        stage.demo.open("a");
        expect(await answer.response()).toMatchObject({ status: 200, text: WHOLE });
        await client.ended();
        const { requests } = await stage.cleanReport();
        expect(requests).toMatchObject({ total: 3, answered: 1, ended: 2, aborted: 0 });
      },
    );

    promise(
      `h2-events-post-cut${suffix}`,
      `with ${head}, one that answers a POST and never ends is cut at the deadline, and reported`,
      async (stage) => {
        await stage.start(shortDrain);
        const client = await connectHttp2(stage);
        const answer = client.request(`${path}/a`, { method: "POST" });
        await answer.receives(FIRST);
        await stage.drain();
        expect(await stage.report()).toMatchObject({
          outcome: "cut",
          exitCode: 1,
          requests: { total: 1, answered: 0, ended: 0, cut: 1 },
          cuts: [{ kind: "request", method: "POST", url: `${path}/a`, state: "responding" }],
        });
        await client.sees("closed");
        // Its client can tell: the stream was not ended.
        await expect(answer.response()).rejects.toThrow("was reset");
      },
    );
  }
}

function others(promise: DefinePromise): void {
  promise("h2-events-others", "no other response is ended with the event stream", async (stage) => {
    await stage.start();
    const client = await connectHttp2(stage);
    const [page, events] = [client.request("/stream/b"), client.request("/events/a")];
    await page.receives("first,");
    await events.receives(FIRST);
    await stage.drain();
    await events.response();
    stage.demo.open("b");
    expect((await page.response()).text).toBe("first,last");
    await client.ended();
    await stage.cleanReport();
  });

  promise("h2-events-wait", 'with `eventStreams: "wait"` every one is an answer', async (stage) => {
    await stage.start({ ...patient, eventStreams: "wait", spreadMs: 0 });
    const client = await connectHttp2(stage);
    const call = client.request("/events/a");
    await call.receives(FIRST);
    const witness = client.request("/gate/b");
    await stage.demo.ran("/gate/b");
    await stage.drain();
    stage.demo.open("b");
    await witness.response();
    stage.demo.open("a");
    expect((await call.response()).text).toBe(WHOLE);
    await client.ended();
    const { requests } = await stage.cleanReport();
    expect(requests).toMatchObject({ total: 2, answered: 2, ended: 0 });
  });

  promise(
    "h2-events-choice",
    "a function decides about each event stream, whatever its method",
    async (stage) => {
      const asked: string[] = [];
      await stage.start({
        ...patient,
        eventStreams: ({ method, url, headers }) => {
          asked.push(`${method} ${url} ${headers.accept} ${typeof headers[":authority"]}`);
          return url === "/events/end" ? "close" : "wait";
        },
      });
      const client = await connectHttp2(stage);
      const headers = { accept: "text/event-stream" };
      const kept = client.request("/events/keep", { headers });
      const ended = client.request("/events/end", { method: "POST", headers });
      const witness = client.request("/events/end", { headers });
      for (const call of [kept, ended, witness]) await call.receives(FIRST);
      await stage.drain();
      for (const call of [ended, witness]) expect((await call.response()).text).toBe(FIRST);
      expect(asked.sort()).toEqual([
        "GET /events/end text/event-stream string",
        "GET /events/keep text/event-stream string",
        "POST /events/end text/event-stream string",
      ]);
      stage.demo.open("keep");
      expect((await kept.response()).text).toBe(WHOLE);
      await client.ended();
      const { requests } = await stage.cleanReport();
      expect(requests).toMatchObject({ total: 3, answered: 1, ended: 2 });
    },
  );
}
