import { expect } from "vitest";
import { contractLine, type DefinePromise, type Subject } from "../contract-line.js";

/** Requests in flight: lines 3 and 4. */
export function inFlight(subject: Subject): void {
  wholeResponses(subject);
  begunResponses(subject);
}

function wholeResponses(subject: Subject): void {
  contractLine(
    subject,
    3,
    "A request in flight gets its whole response with `Connection: close`, then FIN; " +
      "the time to exit is the time of the slowest request.",
    (promise) => {
      answered(promise);
      ownWays(promise);
    },
  );
}

function answered(promise: DefinePromise): void {
  promise("in-flight", "a request in flight is answered, and nothing more is waited for", async (stage) => {
    await stage.start();
    const client = await stage.connect();
    client.request("GET", "/gate/a");
    await stage.demo.ran("/gate/a");
    await stage.drain();
    expect(stage.lifecycle.stats().requests.inFlight).toBe(1);
    stage.demo.open("a");
    const response = await client.response();
    expect(response).toMatchObject({ status: 200, text: "a", headers: { connection: "close" } });
    await client.ended();
    const { requests } = await stage.cleanReport();
    expect(requests).toMatchObject({ total: 1, answered: 1, aborted: 0, cut: 0 });
    expect(client.events).toEqual(["connected", "response 200", "fin", "closed"]);
  });

  promise("in-flight-several", "the drain ends after the last of several requests", async (stage) => {
    await stage.start();
    const names = ["a", "b", "c"];
    const clients = await Promise.all(names.map(() => stage.connect()));
    for (const [i, client] of clients.entries()) client.request("GET", `/gate/${names[i]}`);
    for (const name of names) await stage.demo.ran(`/gate/${name}`);
    await stage.drain();
    const events: string[] = [];
    void stage.lifecycle.shutdown().then(() => events.push("drained"));
    for (const [i, client] of [...clients.entries()].reverse()) {
      events.push(`${names[i]} answers, phase ${stage.lifecycle.phase.name}`);
      stage.demo.open(`${names[i]}`);
      expect((await client.response()).text).toBe(names[i]);
      await client.ended();
    }
    await stage.cleanReport();
    expect(events).toEqual([
      "c answers, phase draining",
      "b answers, phase draining",
      "a answers, phase draining",
      "drained",
    ]);
  });

  promise("in-flight-head", "a response without a body says close, too", async (stage) => {
    await stage.start();
    const client = await stage.connect();
    client.request("HEAD", "/gate/a");
    await stage.demo.ran("/gate/a");
    await stage.drain();
    stage.demo.open("a");
    expect(await client.response()).toMatchObject({
      status: 200,
      text: "",
      headers: { connection: "close" },
    });
    await client.ended();
    await stage.cleanReport();
  });
}

function ownWays(promise: DefinePromise): void {
  promise(
    "in-flight-own-header",
    "a response says close although the application asks for keep-alive",
    async (stage) => {
      await stage.start();
      const client = await stage.connect();
      client.request("GET", "/keep-alive-header/a");
      await stage.demo.ran("/keep-alive-header/a");
      await stage.drain();
      stage.demo.open("a");
      expect(await client.response()).toMatchObject({ status: 200, text: "kept alive" });
      await client.ended();
      await stage.cleanReport();
    },
  );

  promise(
    "in-flight-own-shutdown",
    "the request whose handler begins the shutdown is answered like any other",
    async (stage) => {
      await stage.start();
      const client = await stage.connectIdle();
      stage.demo.whenRun("/ok", () => void stage.lifecycle.shutdown("asked for"));
      const response = await client.request("GET", "/ok").response();
      expect(response).toMatchObject({ status: 200, text: "ok", headers: { connection: "close" } });
      await client.ended();
      expect(await stage.cleanReport()).toMatchObject({ reason: "asked for" });
    },
  );

  promise(
    "in-flight-same-moment",
    "a request that is answered in the moment of the shutdown gets its response",
    async (stage) => {
      await stage.start();
      const client = await stage.connect();
      client.request("GET", "/gate/a");
      await stage.demo.ran("/gate/a");
      stage.demo.open("a");
      void stage.lifecycle.shutdown();
      expect(await client.response()).toMatchObject({ text: "a", headers: { connection: "close" } });
      await client.ended();
      await stage.cleanReport();
    },
  );
}

function begunResponses(subject: Subject): void {
  contractLine(
    subject,
    4,
    "A response whose headers were already sent completes, " +
      "and its connection closes when flushed, not at the deadline.",
    (promise) => {
      promise("headers-sent", "a chunked response", async (stage) => {
        await stage.start();
        const client = await stage.connect();
        client.request("GET", "/stream/a");
        await client.receives("first,");
        await stage.drain();
        stage.demo.open("a");
        expect(await client.response()).toMatchObject({
          status: 200,
          text: "first,last",
          framing: "chunked",
        });
        await client.ended();
        await stage.cleanReport();
      });

      promise("headers-sent-http-1.0", "a response that ends with its connection", async (stage) => {
        await stage.start();
        const client = await stage.connect();
        client.request("GET", "/stream/a", { version: "1.0" });
        await client.receives("first,");
        await stage.drain();
        stage.demo.open("a");
        expect(await client.response()).toMatchObject({
          status: 200,
          text: "first,last",
          framing: "close",
        });
        await client.ended();
        await stage.cleanReport();
      });

      promise(
        "headers-sent-then-next",
        "the next request of its client is not run and then lost",
        async (stage) => {
          await stage.start();
          const client = await stage.connect();
          client.request("GET", "/stream/a");
          await client.receives("first,");
          await stage.drain();
          stage.demo.open("a");
          await client.response();
          client.request("GET", "/ok");
          await client.closed();
          await stage.cleanReport();
          expect(stage.demo.runs("/ok")).toBe(client.responses.length - 1);
        },
      );
    },
  );
}
