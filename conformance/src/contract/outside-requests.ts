import { expect } from "vitest";
import { requestText } from "../../../test-kit/requests.mjs";
import { contractLine } from "../contract-line.js";
import { CLEAN, type OutsideSubject, RELEASED, sentenceOf } from "../outside-subject.js";
import { earlyAnswers, slowReaders, uploads } from "./outside-bodies.js";

/** Connections and requests as their clients see them: lines 1 to 10 and 13. */
export function outsideRequests(subject: OutsideSubject): void {
  idle(subject);
  silent(subject);
  inFlight(subject);
  begunResponses(subject);
  pipelining(subject);
  uploads(subject);
  heads(subject);
  slowReaders(subject);
  earlyAnswers(subject);
  busyClients(subject);
  leavingClients(subject);
}

function idle(subject: OutsideSubject): void {
  const { begin } = subject;
  contractLine(subject, 1, sentenceOf(1), (promise) => {
    promise(
      "idle-does-not-hold",
      "an idle connection is closed after the grace, without a reset",
      async (stage) => {
        const { app } = await begin(stage, { idleGraceMs: 300 });
        const idle = await stage.connectIdle(await app.address());
        await app.signal();
        await idle.ended();
        expect(await app.ended()).toEqual(CLEAN);
      },
    );

    promise(
      "idle-request",
      "the next request of an idle connection is answered with `Connection: close`",
      async (stage) => {
        const { app } = await begin(stage, { idleGraceMs: 20_000 });
        const address = await app.address();
        const idle = await stage.connectIdle(address);
        await app.signal();
        let response = await idle.request("GET", "/ok").response();
        // On a busy machine the listener may take too long to close, and nobody is told before it is closed.
        if (response.headers.connection === "keep-alive") {
          expect(response).toMatchObject({ status: 200, text: "ok" });
          await app.refuses(address);
          response = await idle.request("GET", "/ok").response();
        }
        expect(response).toMatchObject({ status: 200, text: "ok", headers: { connection: "close" } });
        await idle.ended();
        expect(await app.ended()).toEqual(CLEAN);
      },
    );
  });
}

function silent(subject: OutsideSubject): void {
  const { begin } = subject;
  contractLine(subject, 2, sentenceOf(2), (promise) => {
    promise(
      "silent-does-not-hold",
      "the process ends while a connection without a request is open",
      async (stage) => {
        const { app } = await begin(stage, { idleGraceMs: 100 });
        await stage.connect({}, await app.address());
        await stage.connectIdle(await app.address());
        await app.signal();
        expect(await app.ended()).toEqual(CLEAN);
      },
    );

    promise("silent-closed", "a connection without a request is closed by FIN", async (stage) => {
      const { app } = await begin(stage, { idleGraceMs: 100 });
      const silent = await stage.connect({}, await app.address());
      await stage.connectIdle(await app.address());
      await app.signal();
      await silent.ended();
      expect(silent.received).toBe("");
    });
  });
}

function inFlight(subject: OutsideSubject): void {
  const { begin } = subject;
  contractLine(subject, 3, sentenceOf(3), (promise) => {
    promise(
      "in-flight",
      "a request in flight is answered, and the process then exits with 0",
      async (stage) => {
        const { app, connect } = await begin(stage);
        const client = (await connect()).request("GET", "/gate/a");
        await app.ran("/gate/a");
        await app.signal();
        await app.open("a");
        expect(await client.response()).toMatchObject({ text: "a", headers: { connection: "close" } });
        await client.ended();
        expect(await app.ended()).toEqual(CLEAN);
        expect(client.events).toEqual(["connected", "response 200", "fin", "closed"]);
        expect(app.told).toEqual([...RELEASED, "exit 0 closed"]);
        expect(app.log.at(-1)).toMatch(/^log Closed in .*, clean: .*1 request answered.*Exit code 0$/);
      },
    );
  });
}

function begunResponses(subject: OutsideSubject): void {
  const { begin } = subject;
  contractLine(subject, 4, sentenceOf(4), (promise) => {
    promise("headers-sent", "a chunked response", async (stage) => {
      const { app, connect } = await begin(stage);
      const client = (await connect()).request("GET", "/stream/a");
      await client.receives("first,");
      await app.signal();
      await app.open("a");
      expect(await client.response()).toMatchObject({ text: "first,last", framing: "chunked" });
      await client.ended();
      expect(await app.ended()).toEqual(CLEAN);
    });
  });
}

function pipelining(subject: OutsideSubject): void {
  const { begin } = subject;
  contractLine(subject, 5, sentenceOf(5), (promise) => {
    promise("pipelined", "three requests that arrived together", async (stage) => {
      const { app, connect } = await begin(stage);
      const client = await connect();
      client.write(["a", "b", "c"].map((name) => requestText("GET", `/gate/${name}`)).join(""));
      for (const name of ["a", "b", "c"]) await app.ran(`/gate/${name}`);
      await app.signal();
      for (const name of ["c", "b", "a"]) await app.open(name);
      await client.ended();
      expect(client.responses.map(({ text }) => text)).toEqual(["a", "b", "c"]);
      const says = client.responses.map(({ headers }) => headers.connection === "close");
      expect(says).toEqual([false, false, true]);
      expect(await app.ended()).toEqual(CLEAN);
    });
  });
}

function heads(subject: OutsideSubject): void {
  const { begin } = subject;
  contractLine(subject, 7, sentenceOf(7), (promise) => {
    for (const [id, first] of [
      ["half-headers", 0],
      ["half-headers-reused", 1],
    ] as const) {
      promise(
        id,
        `half before the signal, half after the idle grace; request ${first + 1} of its connection`,
        async (stage) => {
          const { app, connect } = await begin(stage, { idleGraceMs: 300 });
          const client = first ? await stage.connectIdle(await app.address()) : await connect();
          const witness = await stage.connectIdle(await app.address());
          client.write("GET /ok HTTP/1.1\r\nHo");
          await (await connect()).request("GET", "/ok").response();
          await app.signal();
          await witness.ended();
          client.write("st: test\r\n\r\n");
          expect(await client.response(first + 1)).toMatchObject({
            text: "ok",
            headers: { connection: "close" },
          });
          await client.ended();
          expect(await app.ended()).toEqual(CLEAN);
        },
      );
    }

    promise(
      "half-headers-cut",
      "headers that are never complete: the process ends at the deadline",
      async (stage) => {
        const { app, connect } = await begin(stage, { idleGraceMs: 100, drainMs: 600 });
        const client = await connect();
        client.write("GET /ok HT");
        await (await connect()).request("GET", "/ok").response();
        await app.signal();
        await client.closed();
        expect((await app.ended()).signal).toBe(null);
        expect(app.told).toEqual([...RELEASED, expect.stringMatching(/^exit [01] closed$/)]);
      },
    );
  });
}

function busyClients(subject: OutsideSubject): void {
  const { begin } = subject;
  contractLine(subject, 10, sentenceOf(10), (promise) => {
    promise("keeps-sending", "a client that sends each request after the response before", async (stage) => {
      const { app } = await begin(stage, { idleGraceMs: 20_000 });
      const client = await stage.connectIdle(await app.address());
      await app.signal();
      await client.request("GET", "/ok").response(2);
      client.request("GET", "/ok");
      await client.closed();
      // A request that was in transit may still be answered before the end is seen from outside: its response says
      // close, too.
      const told = client.responses.slice(1).map(({ headers }) => headers.connection);
      expect(new Set(told)).toEqual(new Set(["close"]));
    });
  });
}

function leavingClients(subject: OutsideSubject): void {
  const { begin } = subject;
  contractLine(subject, 13, sentenceOf(13), (promise) => {
    promise(
      "aborted",
      "the process ends although the handler of an aborted request never answers",
      async (stage) => {
        const { app, connect } = await begin(stage);
        const client = (await connect()).request("GET", "/gate/a");
        await app.ran("/gate/a");
        await app.signal();
        client.close();
        expect(await app.ended()).toEqual(CLEAN);
      },
    );
  });
}
