import { describe, expect, onTestFinished, test, vi } from "vitest";
import { inTurns } from "../src/engine/connections/in-turns.js";
import { closeListener } from "../src/engine/server/close-listener.js";
import { FakeClock } from "./fake-clock.js";
import { FakeHttpServer } from "./fakes/fake-server.js";
import { Journal } from "./fakes/journal.js";
import { TurnClock } from "./fakes/turn-clock.js";

const GIVE_UP_MS = 1_000;

function listening(close = closeListener) {
  const clock = new TurnClock();
  const journal = new Journal(new FakeClock());
  const server = new FakeHttpServer(journal);
  let closed = false;
  void close(server.asServer, clock, GIVE_UP_MS).then(() => {
    closed = true;
  });
  return { clock, server, isClosed: () => closed };
}

describe("a listener", () => {
  test("is closed in the fourth quiet turn", async () => {
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

  test("stays open through every turn that accepted a connection", () => {
    const { clock, server } = listening();
    for (let turn = 0; turn < 20; turn++) {
      server.accept(`connection ${turn}`);
      clock.next(0.04);
    }
    expect(server.listening).toBe(true);
    for (let turn = 0; turn < 4; turn++) clock.next(0.04);
    expect(server.listening).toBe(false);
  });

  test("stays open after a turn that took longer than 0.05 ms: a connection may have arrived meanwhile", () => {
    const { clock, server } = listening();
    for (let turn = 0; turn < 20; turn++) clock.next(0.06);
    expect(server.listening).toBe(true);
    clock.next(0.04);
    expect(server.listening).toBe(false);
  });

  test("is closed after half a second in a turn of less than 2.5 ms, if none is short", () => {
    const { clock, server } = listening();
    for (let waitedMs = 2.5; waitedMs <= 500; waitedMs += 2.5) clock.next(2.5);
    expect(server.listening).toBe(true);
    clock.next(2.5);
    expect(server.listening).toBe(false);
  });

  test("is closed after a second even if every turn accepts a connection", () => {
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

  test("that the application closes in the meantime is left alone", async () => {
    const { clock, server, isClosed } = listening();
    clock.next();
    server.listening = false;
    clock.next();
    await Promise.resolve();
    expect(isClosed()).toBe(true);
    expect(server.listenerCount("connection")).toBe(0);
  });
});

describe("a listener on Deno, which asks the kernel in some turns only, and then accepts all that wait", () => {
  async function listeningOnDeno() {
    vi.stubGlobal("Deno", {});
    vi.resetModules();
    onTestFinished(() => void vi.unstubAllGlobals());
    const deno = await import("../src/engine/server/close-listener.js");
    return listening(deno.closeListener);
  }

  test("is closed in the turn in which it has accepted", async () => {
    const { clock, server } = await listeningOnDeno();
    for (let turn = 0; turn < 20; turn++) clock.next(1);
    expect(server.listening).toBe(true);
    server.accept("first of three");
    server.accept("second");
    server.accept("third");
    expect(server.listening).toBe(true);
    clock.next(1);
    expect(server.listening).toBe(false);
    clock.next();
    expect(server.listenerCount("connection")).toBe(0);
  });

  test("stays open for fifty sleeps if no client comes", async () => {
    const { clock, server } = await listeningOnDeno();
    for (let turn = 0; turn < 50; turn++) clock.next(0.04);
    expect(server.listening).toBe(true);
    for (let turn = 0; turn < 60; turn++) clock.next(0.04);
    expect(server.listening).toBe(false);
  });
});

describe("many connections", () => {
  test("are closed until the turn has taken 5 ms, and the rest in the next turns", async () => {
    const clock = new TurnClock();
    const done: string[] = [];
    const all = inTurns([..."abcdefg"], clock, (name) => {
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

  test("are closed all in one turn where that takes less", async () => {
    const clock = new TurnClock();
    const done: number[] = [];
    const all = inTurns([...Array(1_000).keys()], clock, (n) => done.push(n));
    clock.next();
    expect(done).toHaveLength(1_000);
    await all;
  });
});

describe("idle connections that each take a moment to close, with unread bytes on the next one", () => {
  /** How many turns it takes to close them, how long, and how long the longest of those. */
  async function closed(count: number, { overMs = 2_367, eachMs = 0.03, betweenMs = 0.04 } = {}) {
    const clock = new TurnClock();
    let done = 0;
    let isOver = false;
    const all = inTurns(
      Array.from({ length: count }),
      clock,
      () => {
        done++;
        clock.spend(eachMs);
      },
      overMs,
    );
    void all.then(() => {
      isOver = true;
    });
    let turns = 0;
    let longestMs = 0;
    for (; done < count; turns++) {
      const began = clock.now() + betweenMs;
      clock.next(betweenMs);
      longestMs = Math.max(longestMs, clock.now() - began);
    }
    await all;
    return { turns, longestMs, ms: clock.now(), isOver };
  }

  test("are closed one a turn where there is time for that", async () => {
    expect(await closed(19_000)).toMatchObject({ turns: 19_000, isOver: true });
  });

  test("are closed a few a turn if there is not, and no later than promised", async () => {
    const { turns, ms, longestMs } = await closed(60_000);
    expect(ms).toBeLessThan(2_367 + 5);
    expect(turns).toBeGreaterThan(10_000);
    expect(longestMs).toBeLessThan(0.5);
  });

  test("are closed for 5 ms a turn where there are more than can be in that time", async () => {
    const { turns, longestMs } = await closed(200_000);
    expect(longestMs).toBeLessThan(5 + 0.04);
    expect(turns).toBeLessThan(20_000);
  });

  test("are closed in time where there are a million, and each takes a thousandth of a millisecond", async () => {
    const { ms, longestMs } = await closed(1_000_000, { eachMs: 0.001 });
    expect(ms).toBeLessThan(2_367 + 5);
    expect(longestMs).toBeLessThan(5);
  });

  test("are closed for 5 ms a turn where there is no time left", async () => {
    expect(await closed(1_000, { overMs: 0, eachMs: 1.25, betweenMs: 0 })).toMatchObject({
      turns: 250,
      longestMs: 5,
    });
  });

  test("are done at once where there are none", async () => {
    const clock = new TurnClock();
    const none = inTurns([], clock, () => {}, 1_000);
    clock.next();
    await none;
  });
});
