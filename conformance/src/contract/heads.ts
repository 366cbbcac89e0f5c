import { expect } from "vitest";
import { requestText } from "../../../test-kit/requests.mjs";
import { contractLine, type DefinePromise, type Subject } from "../contract-line.js";
import { shortDrain, shortIdleGrace, usableIdleGrace } from "../plans.js";

const half = "GET /ok HTTP/1.1\r\nHost: te";
const rest = "st\r\n\r\n";

/** Headers in progress: line 7. */
export function heads(subject: Subject): void {
  contractLine(
    subject,
    7,
    "Partly received headers are served if they complete in time; " +
      "otherwise they hold the drain until its deadline at most.",
    (promise) => {
      halfHeads(promise);
      halfHeadsBehind(promise);
      trickledHeads(promise);
    },
  );
}

function halfHeads(promise: DefinePromise): void {
  for (const [id, connection, before] of [
    ["new", "a new connection", 0],
    ["reused", "a reused connection", 1],
  ] as const) {
    promise(`half-head-${id}`, `on ${connection}, completed after the idle grace`, async (stage) => {
      await stage.start(shortIdleGrace);
      const client = before ? await stage.connectIdle() : await stage.connect();
      const witness = await stage.connectIdle();
      client.write(half);
      await stage.roundTrip();
      await stage.drain();
      await witness.ended();
      client.write(rest);
      expect(await client.response(before + 1)).toMatchObject({
        text: "ok",
        headers: { connection: "close" },
      });
      await client.ended();
      await stage.cleanReport();
    });

    promise(`half-head-${id}-never`, `on ${connection}, never completed: cut and reported`, async (stage) => {
      await stage.start(shortDrain);
      const client = before ? await stage.connectIdle() : await stage.connect();
      client.write(half);
      await stage.roundTrip();
      await stage.drain();
      const report = await stage.report();
      await client.closed();
      expect(report).toMatchObject({
        outcome: "cut",
        cuts: [{ kind: "connection", state: "receiving" }],
      });
      expect(report.connections.cut).toBe(1);
      expect(client.responses).toHaveLength(before);
    });
  }

  promise(
    "half-head-later",
    "headers that begin during the drain and are complete after the idle grace",
    async (stage) => {
      await stage.start(usableIdleGrace);
      const client = await stage.connectIdle();
      const witness = await stage.connectIdle();
      const drained = stage.drain();
      client.write(half);
      await drained;
      await witness.ended();
      client.write(rest);
      expect(await client.response(2)).toMatchObject({ text: "ok", headers: { connection: "close" } });
      await client.ended();
      await stage.cleanReport();
    },
  );
}

function halfHeadsBehind(promise: DefinePromise): void {
  promise(
    "half-head-behind",
    "headers that follow a request in flight are served, unless the response before says close",
    async (stage) => {
      await stage.start();
      const client = await stage.connect();
      client.write(requestText("GET", "/gate/a") + half);
      await stage.demo.ran("/gate/a");
      await stage.roundTrip();
      const runs = stage.demo.runs("/ok");
      await stage.drain();
      stage.demo.open("a");
      const first = await client.response(1);
      client.write(rest);
      await client.closed();
      await stage.cleanReport();
      const served = first.headers.connection === "close" ? 0 : 1;
      expect(client.responses).toHaveLength(1 + served);
      expect(stage.demo.runs("/ok") - runs).toBe(served);
    },
  );

  promise(
    "half-head-behind-promise",
    "headers that follow a response that said keep-alive before the drain",
    async (stage) => {
      await stage.start(shortIdleGrace);
      const client = await stage.connect();
      const witness = await stage.connectIdle();
      client.request("GET", "/stream/a");
      await client.receives("first,");
      client.write(half);
      await stage.roundTrip();
      await stage.drain();
      stage.demo.open("a");
      await client.response(1);
      await witness.ended();
      client.write(rest);
      expect(await client.response(2)).toMatchObject({ text: "ok", headers: { connection: "close" } });
      await client.ended();
      await stage.cleanReport();
    },
  );
}

function trickledHeads(promise: DefinePromise): void {
  promise("trickled-head", "headers that arrive a byte at a time and are complete in time", async (stage) => {
    await stage.start(shortIdleGrace);
    const client = await stage.connect();
    const witness = await stage.connectIdle();
    const bytes = [..."GET /ok HTTP/1.1\r\nHost: test\r\n"];
    for (const byte of bytes.splice(0, 5)) client.write(byte);
    await stage.roundTrip();
    await stage.drain();
    for (const byte of bytes) {
      client.write(byte);
      await new Promise((resolve) => setImmediate(resolve));
    }
    await witness.ended();
    client.write("\r\n");
    expect(await client.response(1)).toMatchObject({ text: "ok", headers: { connection: "close" } });
    await client.ended();
    await stage.cleanReport();
  });

  promise(
    "trickled-head-never",
    "headers that arrive a byte at a time for ever are cut and reported",
    async (stage) => {
      await stage.start(shortDrain);
      const client = await stage.connect();
      client.write("GET /ok HTTP/1.1\r\nX: ");
      await stage.roundTrip();
      const pump = setInterval(() => client.write("x"), 20);
      try {
        await stage.drain();
        const report = await stage.report();
        await client.closed();
        expect(report).toMatchObject({
          outcome: "cut",
          cuts: [{ kind: "connection", state: "receiving" }],
        });
      } finally {
        clearInterval(pump);
      }
    },
  );
}
