import { describe, expect, it } from "vitest";
import { inTurns } from "../src/engine/connections/in-turns.js";
import { closeListener } from "../src/engine/server/close-listener.js";
import { FakeClock } from "./fake-clock.js";
import { FakeHttpServer } from "./fakes/fake-server.js";
import { Journal } from "./fakes/journal.js";
import { TurnClock } from "./fakes/turn-clock.js";

const GIVE_UP_MS = 1_000;

function listening() {
  const clock = new TurnClock();
  const journal = new Journal(new FakeClock());
  const server = new FakeHttpServer(journal);
  let closed = false;
  void closeListener(server.asServer, clock, GIVE_UP_MS).then(() => {
    closed = true;
  });
  return { clock, server, isClosed: () => closed };
}

describe("a listener", () => {
  it("is closed in the fourth quiet turn", async () => {
    const { clock, server, isClosed } = listening();
    for (const turn of [1, 2, 3]) {
      clock.next();
      expect([turn, server.listening]).toEqual([turn, true]);
    }
    clock.next();
    expect(server.listening).toBe(false);
    await Promise.resolve();
    expect(isClosed()).toBe(true);
    expect(server.listenerCount("connection")).toBe(0);
  });

  it("stays open through every turn that accepted a connection", () => {
    const { clock, server } = listening();
    for (let turn = 0; turn < 20; turn++) {
      server.accept(`connection ${turn}`);
      clock.next(0.04);
    }
    expect(server.listening).toBe(true);
    for (let turn = 0; turn < 4; turn++) clock.next(0.04);
    expect(server.listening).toBe(false);
  });

  it("stays open through a turn that took longer than 0.05 ms: somebody may have come meanwhile", () => {
    const { clock, server } = listening();
    for (let turn = 0; turn < 20; turn++) clock.next(0.06);
    expect(server.listening).toBe(true);
    clock.next(0.04);
    expect(server.listening).toBe(false);
  });

  it("is closed after half a second in a turn that took less than 2.5 ms, where none is short", () => {
    const { clock, server } = listening();
    for (let waitedMs = 2.5; waitedMs <= 500; waitedMs += 2.5) clock.next(2.5);
    expect(server.listening).toBe(true);
    clock.next(2.5);
    expect(server.listening).toBe(false);
  });

  it("is closed after a second in which somebody came in every turn", () => {
    const { clock, server } = listening();
    for (let turn = 0; turn < 99; turn++) {
      server.accept(`connection ${turn}`);
      clock.next(10);
    }
    expect(server.listening).toBe(true);
    server.accept("connection 99");
    clock.next(10);
    expect(server.listening).toBe(false);
    expect(server.listenerCount("connection")).toBe(0);
  });

  it("that the application closes in the meantime is left alone", async () => {
    const { clock, server, isClosed } = listening();
    clock.next();
    server.listening = false;
    clock.next();
    await Promise.resolve();
    expect(isClosed()).toBe(true);
    expect(server.listenerCount("connection")).toBe(0);
  });
});

describe("many connections", () => {
  it("are closed until the turn has taken 5 ms, and the rest in the next turns", async () => {
    const clock = new TurnClock();
    const done: string[] = [];
    const all = inTurns(["a", "b", "c", "d", "e", "f", "g"], clock, 5, (name) => {
      done.push(name);
      clock.spend(2);
    });
    const chunks = [1, 2, 3].map(() => {
      clock.next();
      return done.splice(0).join("");
    });
    expect(chunks).toEqual(["abc", "def", "g"]);
    await all;
  });

  it("are closed all in one turn where that takes less", async () => {
    const clock = new TurnClock();
    const done: number[] = [];
    const all = inTurns(Array(1_000).keys(), clock, 5, (n) => done.push(n));
    clock.next();
    expect(done).toHaveLength(1_000);
    await all;
  });

  it("are closed one a turn where a turn has no time for two", () => {
    const clock = new TurnClock();
    const done: string[] = [];
    void inTurns("abc", clock, 0, (name) => done.push(name));
    clock.next();
    expect(done).toEqual(["a"]);
    clock.next();
    expect(done).toEqual(["a", "b"]);
  });
});
