import type { Duplex } from "node:stream";
import { describe, expect, test } from "vitest";
import type { Connection } from "../src/engine/connections/connection.js";
import { createIdleCheck } from "../src/engine/connections/idle-check.js";
import { drainScene } from "./drain-scene.js";
import { FakeClock } from "./fake-clock.js";
import { FakeHttpServer } from "./fakes/fake-server.js";
import { Journal } from "./fakes/journal.js";

/** A server that is asked, and says when; `askMs`: how long Node walks through its connections. */
class AskedServer extends FakeHttpServer {
  askMs = 0;
  onAsked = () => {};

  override closeIdleConnections(): void {
    this.onAsked();
    super.closeIdleConnections();
  }
}

/** A check of `count` connections whose last request is answered, and a journal of what they hear. */
async function checked(count: number) {
  const clock = new FakeClock();
  const journal = new Journal(clock);
  const server = new AskedServer(journal);
  server.onAsked = () => {
    journal.note("asked");
    clock.spend(server.askMs);
  };
  const connections = new Map<Duplex, Connection>();
  for (let nth = 1; nth <= count; nth++) {
    const socket = server.accept(`client ${nth}`);
    await server.request(socket).flush();
    const connection = {
      recordBytes: () => journal.note(`${socket.name}: notes its bytes`),
      confirmIdle: () => journal.note(`${socket.name}: is idle`),
    };
    connections.set(socket as unknown as Duplex, connection as Connection);
  }
  const later = (ms: number, run: () => void) => void clock.after(ms, run);
  const check = createIdleCheck(clock, connections, [server.asServer], later);
  return { clock, journal, server, connections, check };
}

const asked = (entries: string[]) => entries.filter((entry) => entry.endsWith("asked"));

describe("an idle check", () => {
  test("has each connection record its bytes, asks Node, and confirms the idle ones a turn later", async () => {
    const { clock, journal, check } = await checked(2);
    const done = check.run().then(() => journal.note("done"));
    await clock.nextTurn();
    await clock.nextTurn();
    journal.note("turn");
    await clock.nextTurn();
    journal.note("turn");
    await clock.nextTurn();
    await done;
    expect(journal.read()).toEqual([
      "0 client 1: notes its bytes",
      "0 client 2: notes its bytes",
      "0 turn",
      "0 asked",
      "0 turn",
      "0 client 1: is idle",
      "0 client 2: is idle",
      "0 done",
    ]);
  });

  test("is shared by all callers until Node is asked; a later caller gets another one", async () => {
    const { clock, journal, server, check } = await checked(1);
    const first = check.run();
    expect(check.run()).toBe(first);
    const { onAsked } = server;
    let second: Promise<void> | undefined;
    server.onAsked = () => {
      onAsked();
      second ??= check.run();
    };
    await clock.settle();
    expect(second).not.toBe(first);
    await Promise.all([first, second]);
    // Bytes are not noted anew before everybody has heard of the answer to the question before.
    expect(journal.read()).toEqual([
      "0 client 1: notes its bytes",
      "0 asked",
      "0 client 1: is idle",
      "0 client 1: notes its bytes",
      "0 asked",
      "0 client 1: is idle",
    ]);
  });

  test("is made as often as it is asked for if Node's answer takes no time", async () => {
    const { clock, journal, check } = await checked(1);
    for (let ms = 0; ms < 10; ms++) {
      void check.run();
      await clock.advance(1);
    }
    expect(asked(journal.read())).toHaveLength(10);
  });

  test("takes at most a twentieth of the time, however often it is asked for", async () => {
    const { clock, journal, server, check } = await checked(3);
    server.askMs = 2;
    const wanted: Promise<void>[] = [];
    for (let ms = 0; ms < 400; ms++) {
      wanted.push(check.run());
      await clock.advance(1);
    }
    await clock.advance(100);
    await Promise.all(wanted);
    expect(asked(journal.read()).length * server.askMs).toBeLessThanOrEqual(500 / 20);
  });

  test("can be made at once, without calling any connection", async () => {
    const { journal, connections, check } = await checked(3);
    const [first] = connections.keys();
    first?.destroy();
    journal.read();
    expect(check.now().size).toBe(2);
    expect(journal.read()).toEqual(["0 asked"]);
  });

  test("takes every connection for idle if Node cannot be asked", async () => {
    const { connections, check } = await checked(2);
    const [first] = connections.keys();
    Object.freeze(Object.assign(first as object, { destroy() {} }));
    expect([...check.now()]).toEqual([...connections.keys()]);
  });
});

describe("the work of closing idle connections", () => {
  /** What the engine asks, and how often it looks at what was read, in a drain of so many. */
  async function work(count: number) {
    const { clock, server, begin } = drainScene(AskedServer, { idleGraceMs: 100 });
    let [questions, looks] = [0, 0];
    server.onAsked = () => questions++;
    for (let nth = 0; nth < count; nth++) {
      const socket = server.accept("client");
      await server.request(socket).flush();
      const { bytesRead } = socket;
      const get = () => {
        looks++;
        return bytesRead;
      };
      Object.defineProperty(socket, "bytesRead", { get });
    }
    const outcome = begin();
    await clock.advance(1_000);
    expect((await outcome).connections).toMatchObject({ closed: count, cut: 0 });
    return { questions, looksAtEach: looks / count };
  }

  test("grows linearly with their number: Node is asked once for all", async () => {
    const [few, many] = [await work(200), await work(4_000)];
    expect(few.questions).toBe(1);
    expect(many).toEqual(few);
  });
});
