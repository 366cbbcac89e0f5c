import { PassThrough, Stream } from "node:stream";
import { describe, expect, test } from "vitest";
import type { DrainOptions } from "../src/engine/drain.js";
import { drainScene } from "./drain-scene.js";
import { FakeHttpServer } from "./fakes/fake-server.js";
import type { FakeSocket } from "./fakes/fake-socket.js";

const GOING_AWAY = "880203e9";
const PLAN = { upgradeGraceMs: 3_000, drainMs: 10_000 };

/** Frames of a client, masked with zeros. */
const frame = (first: number, payload: string) =>
  Buffer.from([first, 0x80 | payload.length, 0, 0, 0, 0, ...Buffer.from(payload)]);
const says = (payload: string) => frame(0x81, payload);
const PING = frame(0x89, "hi");
const ANSWER = Buffer.from([0x81, 0x02, 0x68, 0x69]);
const PONG = Buffer.from([0x8a, 0x02, 0x68, 0x69]);

/** WebSockets whose application reads them. */
function webSockets(options: DrainOptions = {}) {
  const scene = drainScene(FakeHttpServer, { ...PLAN, ...options });
  scene.server.on("upgrade", (_request, socket) => socket.on("data", () => {}));
  const open = (name = "socket") => {
    const socket = scene.server.accept(name);
    scene.server.upgrade(socket);
    socket.write("HTTP/1.1 101");
    scene.journal.read();
    return socket;
  };
  return { ...scene, open };
}

describe("a WebSocket whose client waits for an answer", () => {
  test("gets its close frame in the turn after its answer", async () => {
    const { clock, journal, open, begin } = webSockets();
    const socket = open();
    socket.emit("data", says("question"));
    void begin();
    await clock.advance(1_000);
    expect(journal.read()).toEqual(["0 listener closed"]);
    socket.write(ANSWER);
    socket.write(ANSWER);
    await clock.settle();
    const answer = `1000 socket: sent ${ANSWER.toString("hex")}`;
    expect(journal.read()).toEqual([answer, answer, `1000 socket: sent ${GOING_AWAY}`]);
  });

  test("waits until half of the upgrade grace, whether the rest of its message has come or not", async () => {
    for (const bytes of [says("question"), says("question").subarray(0, 9)]) {
      const { clock, journal, open, begin } = webSockets();
      open().emit("data", bytes);
      void begin();
      await clock.advance(2_000);
      expect(journal.read()).toEqual(["0 listener closed", `1500 socket: sent ${GOING_AWAY}`]);
    }
  });

  test("since the moment of the signal is answered first", async () => {
    const { clock, journal, open, begin } = webSockets();
    const socket = open();
    void begin();
    await clock.advance(19);
    socket.emit("data", says("echo"));
    socket.write(ANSWER);
    await clock.advance(1);
    const answer = `19 socket: sent ${ANSWER.toString("hex")}`;
    expect(journal.read()).toEqual(["0 listener closed", answer, `20 socket: sent ${GOING_AWAY}`]);
  });

  test("keeps its place without an answer: not all get their close frames at half of the grace", async () => {
    const { clock, journal, open, begin } = webSockets();
    for (const name of "abc") open(name).emit("data", says("question"));
    void begin();
    await clock.advance(2_500);
    expect(journal.read().slice(1)).toEqual([
      `1500 a: sent ${GOING_AWAY}`,
      expect.stringMatching(/^1677\.\d+ c: sent/),
      expect.stringMatching(/^1963\.\d+ b: sent/),
    ]);
  });

  test("goes on waiting after pings and pongs, before the signal and after it", async () => {
    const { clock, journal, open, begin } = webSockets();
    const socket = open();
    socket.emit("data", says("question"));
    socket.emit("data", PING);
    socket.write(PONG);
    void begin();
    await clock.advance(500);
    socket.write(PONG);
    await clock.advance(2_000);
    expect(journal.read().at(-1)).toBe(`1500 socket: sent ${GOING_AWAY}`);
  });

  test("and sends another message after an answer, waits for one more", async () => {
    const { clock, journal, open, begin } = webSockets();
    const socket = open();
    socket.emit("data", says("first"));
    void begin();
    await clock.advance(100);
    socket.write(ANSWER);
    socket.emit("data", says("second"));
    await clock.advance(100);
    expect(journal.read().filter((entry) => entry.includes(GOING_AWAY))).toEqual([]);
    socket.write(ANSWER);
    await clock.settle();
    expect(journal.read().at(-1)).toBe(`200 socket: sent ${GOING_AWAY}`);
  });
});

describe("a WebSocket with several messages to answer", () => {
  const isTold = (entries: readonly string[]) => entries.some((entry) => entry.includes(GOING_AWAY));

  test("that came before the signal, waits for as many answers", async () => {
    const { clock, journal, open, begin } = webSockets();
    const socket = open();
    socket.emit("data", says("slow"));
    socket.emit("data", says("fast"));
    void begin();
    await clock.advance(100);
    socket.write(ANSWER);
    await clock.advance(100);
    expect(isTold(journal.read())).toBe(false);
    socket.write(ANSWER);
    await clock.settle();
    expect(journal.read().at(-1)).toBe(`200 socket: sent ${GOING_AWAY}`);
  });

  test("of which one came after the signal, waits for both; a result and its end are one answer", async () => {
    const { clock, journal, open, begin } = webSockets();
    const socket = open();
    socket.emit("data", says("slow"));
    void begin();
    await clock.settle();
    socket.emit("data", says("fast"));
    socket.write(ANSWER);
    socket.write(ANSWER);
    await clock.advance(700);
    expect(isTold(journal.read())).toBe(false);
    socket.write(ANSWER);
    socket.write(ANSWER);
    await clock.settle();
    expect(journal.read().at(-1)).toBe(`700 socket: sent ${GOING_AWAY}`);
  });

  test("that are answered in the turn in which they come, waits no longer", async () => {
    const { clock, journal, open, begin } = webSockets();
    const socket = open();
    void begin();
    await clock.settle();
    for (const _message of "abc") socket.emit("data", says("echo"));
    for (const _answer of "abc") socket.write(ANSWER);
    await clock.advance(20);
    expect(journal.read().at(-1)).toBe(`20 socket: sent ${GOING_AWAY}`);
  });

  test("of which one was answered before the signal, waits for the other", async () => {
    const { clock, journal, open, begin } = webSockets();
    const socket = open();
    socket.emit("data", says("slow"));
    socket.emit("data", says("fast"));
    socket.write(ANSWER);
    void begin();
    await clock.advance(700);
    expect(isTold(journal.read())).toBe(false);
    socket.write(ANSWER);
    await clock.settle();
    expect(journal.read().at(-1)).toBe(`700 socket: sent ${GOING_AWAY}`);
  });

  test.each([
    ["waits for none of long ago, where something was written since", ["notice"], ["20"]],
    ["waits for the last one alone where the others are of long ago", ["notice", "question"], ["700"]],
  ])("%s", async (_what, [early = "", late], at) => {
    const { clock, journal, open, begin } = webSockets();
    const socket = open();
    for (const _message of "abc") socket.emit("data", says(early));
    await clock.advance(6_000);
    socket.write(ANSWER);
    if (late) socket.emit("data", says(late));
    journal.read();
    void begin();
    await clock.advance(700);
    if (late) socket.write(ANSWER);
    await clock.settle();
    const told = journal.read().filter((entry) => entry.includes(GOING_AWAY));
    expect(told.map((entry) => `${Number(entry.split(" ")[0]) - 6_000}`)).toEqual(at);
  });
});

describe("a WebSocket with unrequested messages, as of a subscription", () => {
  const PUSH = Buffer.from([0x81, 0x01, 0x70]);
  const toldAt = (entries: readonly string[]) =>
    entries.filter((entry) => entry.includes(GOING_AWAY)).map((entry) => Number(entry.split(" ")[0]));

  /** A question of `askedMs` before the signal, and from then on a message each `everyMs` but for `until`. */
  async function pushed({
    askedMs,
    everyMs,
    until = 5_000,
  }: {
    askedMs: number;
    everyMs: number;
    until?: number;
  }) {
    const { clock, journal, open, begin } = webSockets();
    // Node's timers take whole milliseconds.
    const after = clock.after.bind(clock);
    clock.after = (ms, run) => after(Math.trunc(ms), run);
    const socket = open();
    socket.emit("data", says("question"));
    for (let at = 0; at < askedMs; at += everyMs) {
      await clock.advance(everyMs);
      socket.write(PUSH);
    }
    journal.read();
    void begin();
    for (let at = 0; at < until; at += everyMs) {
      await clock.advance(everyMs);
      socket.write(PUSH);
    }
    await clock.advance(5_000 - until);
    return toldAt(journal.read()).map((at) => at - askedMs);
  }

  test("waits for the answer to a recent question, before or after the signal, until half of the grace", async () => {
    expect(await pushed({ askedMs: 500, everyMs: 100 })).toEqual([1_500]);
  });

  test("waits as long if they come too seldom for its place", async () => {
    expect(await pushed({ askedMs: 2_000, everyMs: 500 })).toEqual([1_500]);
  });

  test("before the signal alone, is watched for as long as the question was under way, and not longer", async () => {
    expect(await pushed({ askedMs: 400, everyMs: 100, until: 0 })).toEqual([400]);
    expect(await pushed({ askedMs: 400.5, everyMs: 100.125, until: 0 })).toEqual([401]);
    expect(await pushed({ askedMs: 2_800, everyMs: 100, until: 0 })).toEqual([1_500]);
  });

  test("gets its frame at its place if the question is old", async () => {
    expect(await pushed({ askedMs: 3_100, everyMs: 100 })).toEqual([20]);
  });
});

describe("a WebSocket gets its close frame at its place", () => {
  test.each<[string, (socket: FakeSocket) => void]>([
    ["whose client never spoke", () => {}],
    [
      "whose client was answered before the signal",
      (socket) => {
        socket.emit("data", says("question"));
        socket.write(ANSWER);
      },
    ],
    ["whose client sent pings alone", (socket) => void socket.emit("data", PING)],
    [
      "whose client sent engine.io's pong last, which has no answer",
      (socket) => void socket.emit("data", says("3")),
    ],
    ["whose client sends no frames", (socket) => void socket.emit("data", Buffer.from("GET / HTTP/1.1"))],
    ["that is read as text", (socket) => void socket.emit("data", "question")],
  ])("%s", async (_what, converse) => {
    const { clock, journal, open, begin } = webSockets();
    converse(open());
    void begin();
    journal.read();
    await clock.advance(100);
    expect(journal.read()).toEqual(["0 listener closed", `20 socket: sent ${GOING_AWAY}`]);
  });

  test("within `spreadMs`, the first ones after 20 ms", async () => {
    const { clock, journal, open, begin } = webSockets({ spreadMs: 500 });
    for (let n = 0; n < 10; n++) open(`socket ${n}`);
    void begin();
    await clock.advance(500);
    const at = journal
      .read()
      .slice(1)
      .map((entry) => Number(entry.split(" ")[0]));
    expect(at).toHaveLength(10);
    const gaps = at.slice(1).map((time, n) => time - (at[n] as number));
    expect(Math.max(...gaps)).toBeLessThan(100);
    expect(Math.min(...gaps)).toBeGreaterThan(25);
  });

  test("by half of the upgrade grace, where that is less", async () => {
    const { clock, journal, open, begin } = webSockets({ spreadMs: 60_000 });
    for (let n = 0; n < 50; n++) open(`socket ${n}`);
    void begin();
    await clock.advance(1_500);
    expect(journal.read()).toHaveLength(51);
  });
});

describe("a WebSocket whose library pipes into it by a stream of the oldest kind", () => {
  /** As websocket-driver has it: the answer to the handshake is its first chunk. */
  function piped(handshake = "HTTP/1.1 101\r\n\r\n") {
    const scene = drainScene(FakeHttpServer, PLAN);
    scene.server.on("upgrade", (_request, socket) => socket.on("data", () => {}));
    const socket = scene.server.accept("socket");
    scene.server.upgrade(socket);
    const source = new Stream();
    socket.emit("pipe", source);
    const send = (bytes: Buffer | string) => {
      source.emit("data", bytes);
      socket.write(bytes);
    };
    send(handshake);
    const told = () => scene.journal.read().filter((entry) => entry.includes(GOING_AWAY));
    return { ...scene, socket, source, send, told };
  }

  test("gets its frame at its place", async () => {
    const { clock, send, begin, told } = piped();
    send(ANSWER);
    void begin();
    await clock.advance(1_000);
    expect(told()).toEqual([`20 socket: sent ${GOING_AWAY}`]);
  });

  test("gets its frame after the answer that its client waits for", async () => {
    const { clock, socket, send, begin, told } = piped();
    socket.emit("data", says("question"));
    void begin();
    await clock.advance(700);
    send(ANSWER);
    await clock.settle();
    expect(told()).toEqual([`700 socket: sent ${GOING_AWAY}`]);
  });

  test("gets no frame within a frame", async () => {
    const { clock, send, begin, told } = piped();
    send(Buffer.from([0x81, 0x02, 0x61]));
    void begin();
    await clock.advance(1_000);
    expect(told()).toEqual([]);
    send(Buffer.from([0x61]));
    await clock.advance(100);
    expect(told()).toHaveLength(1);
  });

  test("gets no frame if what it sends cannot be read", async () => {
    for (const handshake of ["HTTP/1.1 101\r\n", "HTTP/1.1 101\r\n\r\nno frames"]) {
      const { clock, begin, told } = piped(handshake);
      void begin();
      await clock.advance(2_900);
      expect(told()).toEqual([]);
    }
  });

  test("is left without a listener when it is closed", async () => {
    const { clock, socket, source } = piped();
    socket.hangUp();
    await clock.settle();
    expect(source.listenerCount("data")).toBe(0);
  });
});

describe("a WebSocket into which a stream is piped", () => {
  test("is a tunnel: nothing is put into its bytes, and it is cut when its grace is over", async () => {
    for (const when of ["before", "after"]) {
      const { clock, journal, open, begin } = webSockets();
      const socket = open();
      if (when === "before") socket.emit("pipe", new PassThrough());
      const outcome = begin();
      await clock.settle();
      if (when === "after") socket.emit("pipe", new PassThrough());
      await clock.advance(3_000);
      expect(journal.read()).not.toContainEqual(expect.stringContaining(GOING_AWAY));
      expect((await outcome).cuts).toHaveLength(1);
    }
  });

  test("gets no frame within a frame that is relayed by hand", async () => {
    const { clock, journal, open, begin } = webSockets();
    const socket = open();
    void begin();
    socket.write(Buffer.from([0x81, 0x04, 0x61]));
    await clock.advance(1_000);
    expect(journal.read().filter((entry) => entry.includes(GOING_AWAY))).toEqual([]);
    socket.write(Buffer.from([0x61, 0x61, 0x61]));
    await clock.advance(100);
    expect(journal.read().at(-1)).toContain(GOING_AWAY);
  });

  test("is not cut within a message, as long as there is time", async () => {
    const { clock, journal, open, begin } = webSockets();
    const socket = Object.assign(open(), { writableLength: 5 });
    socket.emit("pipe", new PassThrough());
    void begin();
    await clock.advance(6_050);
    socket.writableLength = 0;
    await clock.advance(100);
    expect(journal.read().at(-1)).toBe("6100 drained");
  });
});
