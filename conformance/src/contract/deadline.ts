import type { Cut } from "@x/graceful-core";
import { expect } from "vitest";
import type { RawClient } from "../../../test-kit/raw-client.mjs";
import { requestText } from "../../../test-kit/requests.mjs";
import { contractLine, type DefinePromise, type Subject } from "../contract-line.js";
import { shortDrain } from "../plans.js";

/** What is left at the deadline: line 14. */
export function deadline(subject: Subject): void {
  contractLine(
    subject,
    14,
    "At the deadline everything left is cut, in chunks that keep the event loop alive, and reported.",
    (promise) => {
      everyState(promise);
      onlyWhatIsLeft(promise);
      inChunks(promise);
    },
  );
}

function everyState(promise: DefinePromise): void {
  promise(
    "cut-every-state",
    "requests in every state, half-received headers and holds are cut",
    async (stage) => {
      await stage.start(shortDrain);
      const clients = await Promise.all(Array.from({ length: 5 }, () => stage.connect()));
      const [reading, handling, responding, flushing, receiving] = clients;
      reading?.write(`${requestText("POST", "/echo", { headers: { "Content-Length": "10" } })}hello`);
      handling?.request("GET", "/gate/a");
      responding?.request("GET", "/stream/a");
      flushing?.pause();
      flushing?.request("GET", "/big");
      receiving?.write("GET /ok HT");
      for (const path of ["/echo", "/gate/a", "/stream/a", "/big"]) await stage.demo.ran(path);
      await responding?.receives("first,");
      await stage.roundTrip();
      stage.lifecycle.hold("a job");
      const events: Cut[] = [];
      stage.lifecycle.on("cut", (cut) => events.push(cut));
      await stage.drain();
      const report = await stage.report();
      flushing?.resume();
      for (const client of clients) await client.closed();

      const age = expect.any(Number);
      const remote = expect.stringContaining("127.0.0.1");
      const request = (method: string, url: string, state: string) => ({
        kind: "request",
        method,
        url,
        state,
        ageMs: age,
        remote,
      });
      const expected = [
        request("POST", "/echo", "reading"),
        request("GET", "/gate/a", "handling"),
        request("GET", "/stream/a", "responding"),
        request("GET", "/big", "flushing"),
        { kind: "connection", state: "receiving", remote },
        { kind: "hold", name: "a job", ageMs: age },
      ];
      expect(report.cuts).toHaveLength(expected.length);
      expect(report.cuts).toEqual(expect.arrayContaining(expected));
      expect(events).toEqual(report.cuts);
      expect(report).toMatchObject({ outcome: "cut", exitCode: 1, requests: { cut: 4, answered: 0 } });
    },
  );
}

function onlyWhatIsLeft(promise: DefinePromise): void {
  promise("cut-pipelined", "each of several requests on one connection is reported", async (stage) => {
    await stage.start(shortDrain);
    const client = await stage.connect();
    client.write(requestText("GET", "/gate/a") + requestText("GET", "/gate/b"));
    for (const name of ["a", "b"]) await stage.demo.ran(`/gate/${name}`);
    await stage.drain();
    const report = await stage.report();
    await client.closed();
    expect(report).toMatchObject({
      outcome: "cut",
      cuts: [
        { kind: "request", url: "/gate/a" },
        { kind: "request", url: "/gate/b" },
      ],
    });
  });

  promise("cut-only-what-is-left", "what was answered before is not cut", async (stage) => {
    await stage.start({ ...shortDrain, drainMs: 1_500 });
    const [slow, hung] = [await stage.connect(), await stage.connect()];
    slow.request("GET", "/gate/a");
    hung.request("GET", "/gate/b");
    for (const name of ["a", "b"]) await stage.demo.ran(`/gate/${name}`);
    await stage.drain();
    stage.demo.open("a");
    expect((await slow.response()).text).toBe("a");
    await slow.ended();
    expect(await stage.report()).toMatchObject({
      outcome: "cut",
      cuts: [{ kind: "request", url: "/gate/b" }],
      requests: { total: 2, answered: 1, cut: 1 },
    });
    await hung.closed();
  });
}

function inChunks(promise: DefinePromise): void {
  promise("cut-in-chunks", "the event loop turns between the first and the last of 400", async (stage) => {
    await stage.start(shortDrain);
    const clients: RawClient[] = [];
    // In batches: a connection has a bound, which hundreds of simultaneous handshakes exceed on a busy machine.
    while (clients.length < 400) {
      clients.push(...(await Promise.all(Array.from({ length: 25 }, () => stage.connect()))));
    }
    for (const client of clients) client.request("GET", "/gate/a");
    await stage.demo.ran("/gate/a", clients.length);
    let turn = 0;
    const turns: number[] = [];
    let ticking = true;
    const tick = () => {
      turn++;
      if (ticking) setImmediate(tick);
    };
    stage.lifecycle.on("cut", () => {
      if (turns.length === 0) tick();
      turns.push(turn);
    });
    await stage.drain();
    const report = await stage.report();
    ticking = false;
    expect(report.requests.cut).toBe(clients.length);
    expect(turns).toHaveLength(clients.length);
    expect(turns.at(-1)).toBeGreaterThan(1);
    for (const client of clients) await client.closed();
  });
}
