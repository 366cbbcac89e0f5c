import { expect } from "vitest";
import { requestText } from "../../../test-kit/requests.mjs";
import { contractLine, type Subject } from "../contract-line.js";
import { shortIdleGrace, usableIdleGrace } from "../plans.js";

/** Connections without a request in flight: lines 1, 2 and 10. */
export function idle(subject: Subject): void {
  idleConnections(subject);
  silentConnections(subject);
  busyClients(subject);
}

function idleConnections(subject: Subject): void {
  contractLine(
    subject,
    1,
    "An idle keep-alive connection does not hold the drain; " +
      "a request it sends within the idle grace is answered, with `Connection: close`.",
    (promise) => {
      promise(
        "idle-does-not-hold",
        "an idle connection is closed after the idle grace, without a reset",
        async (stage) => {
          await stage.start(shortIdleGrace);
          const client = await stage.connectIdle();
          await stage.drain();
          await client.ended();
          await stage.cleanReport();
          expect(client.events).toEqual(["connected", "response 200", "fin", "closed"]);
        },
      );

      promise(
        "idle-request",
        "the next request of an idle connection is answered with `Connection: close`, then FIN",
        async (stage) => {
          await stage.start();
          const client = await stage.connectIdle();
          await stage.drain();
          const response = await client.request("GET", "/ok").response();
          expect(response).toMatchObject({ status: 200, text: "ok", headers: { connection: "close" } });
          await client.ended();
          await stage.cleanReport();
        },
      );

      promise(
        "idle-request-slow",
        "a request that takes longer than what is left of the grace is answered",
        async (stage) => {
          await stage.start(usableIdleGrace);
          const client = await stage.connectIdle();
          const witness = await stage.connectIdle();
          const drained = stage.drain();
          client.request("GET", "/gate/slow");
          await drained;
          await stage.demo.ran("/gate/slow");
          await witness.ended();
          stage.demo.open("slow");
          expect(await client.response()).toMatchObject({ text: "slow", headers: { connection: "close" } });
          await client.ended();
          await stage.cleanReport();
        },
      );

      promise(
        "idle-request-at-once",
        "a request sent in the moment of the shutdown is answered",
        async (stage) => {
          await stage.start(shortIdleGrace);
          const clients = await Promise.all(Array.from({ length: 20 }, () => stage.connectIdle()));
          void stage.lifecycle.shutdown();
          for (const client of clients) client.request("GET", "/ok");
          for (const client of clients) {
            expect(await client.response()).toMatchObject({ text: "ok" });
            await client.ended();
          }
          await stage.cleanReport();
        },
      );

      promise(
        "idle-http-1.0",
        "a request of an HTTP/1.0 client that asked for keep-alive is answered with close, too",
        async (stage) => {
          await stage.start();
          const client = await stage.connect();
          const keepAlive = { version: "1.0", headers: { Connection: "keep-alive" } } as const;
          const before = await client.request("GET", "/ok", keepAlive).response();
          expect(before).toMatchObject({ text: "ok", headers: { connection: "keep-alive" } });
          await stage.drain();
          const response = await client.request("GET", "/ok", keepAlive).response();
          expect(response).toMatchObject({ text: "ok", headers: { connection: "close" } });
          await client.ended();
          await stage.cleanReport();
        },
      );

      promise(
        "idle-many",
        "the requests of fifty idle connections are answered, each once",
        async (stage) => {
          await stage.start();
          const clients = await Promise.all(Array.from({ length: 50 }, () => stage.connectIdle()));
          await stage.drain();
          for (const client of clients) client.request("POST", "/echo", { body: "hello" });
          for (const client of clients) {
            expect(await client.response()).toMatchObject({
              text: "hello",
              headers: { connection: "close" },
            });
            await client.ended();
          }
          const { requests } = await stage.cleanReport();
          expect(requests).toMatchObject({ total: 50, answered: 50, aborted: 0, refused: 0, cut: 0 });
        },
      );
    },
  );
}

function silentConnections(subject: Subject): void {
  contractLine(
    subject,
    2,
    "A connection that never sent a byte does not hold the drain longer than the idle grace.",
    (promise) => {
      promise(
        "silent-does-not-hold",
        "a connection that never sent a byte is closed after the idle grace",
        async (stage) => {
          await stage.start(shortIdleGrace);
          const client = await stage.connect();
          await stage.roundTrip();
          await stage.drain();
          await client.ended();
          await stage.cleanReport();
          expect(client.received).toBe("");
        },
      );

      promise(
        "silent-first-request",
        "the first request of a connection within the idle grace is answered",
        async (stage) => {
          await stage.start();
          const client = await stage.connect();
          await stage.roundTrip();
          await stage.drain();
          const response = await client.request("GET", "/ok").response();
          expect(response).toMatchObject({ text: "ok", headers: { connection: "close" } });
          await client.ended();
          await stage.cleanReport();
        },
      );
    },
  );
}

function busyClients(subject: Subject): void {
  contractLine(
    subject,
    10,
    "A client that keeps sending on one connection gets one more answer and is closed.",
    (promise) => {
      promise(
        "keeps-sending",
        "a client that sends each request after the response before gets one more response",
        async (stage) => {
          await stage.start();
          const client = await stage.connectIdle();
          await stage.drain();
          await client.request("GET", "/ok").response(2);
          client.request("GET", "/ok");
          // A request that is sent after a response that says close may meet a reset.
          await client.closed();
          await stage.cleanReport();
          expect(client.responses).toHaveLength(2);
          expect(client.responses[1]?.headers.connection).toBe("close");
          expect(stage.demo.runs("/ok")).toBe(2);
        },
      );

      promise(
        "keeps-sending-busy",
        "a client that keeps sending has a request in flight when the drain begins",
        async (stage) => {
          await stage.start();
          const client = await stage.connect();
          client.request("GET", "/gate/a");
          await stage.demo.ran("/gate/a");
          await stage.drain();
          stage.demo.open("a");
          expect(await client.response()).toMatchObject({ text: "a", headers: { connection: "close" } });
          client.request("GET", "/ok");
          await client.closed();
          await stage.cleanReport();
          expect(client.responses).toHaveLength(1);
          expect(stage.demo.runs("/ok")).toBe(0);
        },
      );

      promise(
        "sends-two-at-once",
        "no request of several in one packet is run and then not answered",
        async (stage) => {
          await stage.start();
          const client = await stage.connectIdle();
          await stage.drain();
          client.write(requestText("GET", "/ok").repeat(3));
          await client.closed();
          await stage.cleanReport();
          expect(stage.demo.runs("/ok")).toBe(client.responses.length);
          expect(client.responses.length).toBeGreaterThan(1);
          const [last, ...others] = [...client.responses].reverse();
          expect(last?.headers.connection).toBe("close");
          for (const other of others) expect(other.headers.connection).not.toBe("close");
        },
      );
    },
  );
}
