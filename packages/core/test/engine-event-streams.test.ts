import { describe, expect, test } from "vitest";
import { type DrainScene, drainScene } from "./drain-scene.js";
import type { FakeResponse } from "./fakes/fake-exchange.js";
import { FakeHttpServer } from "./fakes/fake-server.js";

const EVENT_SOURCE = { headers: { accept: "text/event-stream" } };
const PLAN = { idleGraceMs: 0, drainMs: 10_000 };

/** A stream whose end is flushed at once; it notes when it is ended. */
function openStream(
  { server, journal }: DrainScene<FakeHttpServer>,
  name: string,
  options = {},
): FakeResponse {
  const response = server.request(server.accept(name), `/${name}`, options);
  response.end = () => {
    journal.note(`${name}: last chunk`);
    response.writableEnded = true;
    void response.flush();
  };
  return response;
}

describe("an event stream", () => {
  test("is ended within a second, many of them spread over it", async () => {
    const scene = drainScene(FakeHttpServer, PLAN);
    for (let n = 0; n < 10; n++) {
      const response = openStream(scene, `stream ${n}`);
      response.setHeader("content-type", "text/event-stream; charset=utf-8");
      response.sendHeaders();
    }
    const outcome = scene.begin();
    await scene.clock.advance(1_000);
    const endedAt = scene.journal
      .read()
      .filter((entry) => entry.endsWith("last chunk"))
      .map((entry) => Number(entry.split(" ")[0]));
    expect(endedAt).toHaveLength(10);
    // One in each tenth of the second, or nearly so: no two clients reconnect in the same moment.
    const gaps = endedAt.sort((a, b) => a - b).map((at, n) => at - (endedAt[n - 1] ?? 0));
    expect(Math.max(...gaps)).toBeLessThan(200);
    expect(Math.min(...gaps.slice(1))).toBeGreaterThan(50);
    expect(await outcome).toMatchObject({ requests: { total: 10, answered: 0, ended: 10 }, cuts: [] });
  });

  test("closes as if its client had left: it counts as neither ended nor finished then", async () => {
    const scene = drainScene(FakeHttpServer, PLAN);
    const response = openStream(scene, "stream", EVENT_SOURCE);
    response.sendHeaders();
    const seen: unknown[] = [];
    const note = () => seen.push([response.writableEnded, response.writableFinished]);
    response.on("finish", note).on("close", note);
    void scene.begin();
    await scene.clock.advance(1_000);
    expect(seen).toEqual([
      [true, true],
      [false, false],
    ]);
  });

  test("that answers a HEAD has nothing to come, and is ended like the one of a GET", async () => {
    const scene = drainScene(FakeHttpServer, PLAN);
    const response = openStream(scene, "head", { method: "HEAD" });
    response.setHeader("content-type", "text/event-stream");
    response.sendHeaders();
    const outcome = scene.begin();
    await scene.clock.advance(1_000);
    expect(scene.journal.read().map((entry) => entry.replace(/^\d+ /, ""))).toContain("head: last chunk");
    expect(await outcome).toMatchObject({ requests: { total: 1, ended: 1 }, cuts: [] });
  });

  test("that never began is not checked any more once everything is cut, however short the drain is", async () => {
    const { clock, server, begin } = drainScene(FakeHttpServer, { ...PLAN, drainMs: 0 });
    const stuck = server.accept("stuck");
    stuck.isStuck = true;
    server.request(stuck);
    const outcome = begin();
    await clock.advance(100);
    expect((await outcome).requests).toMatchObject({ total: 1, cut: 1 });
  });

  test("whose headers only writeHead knows is recognised by what its client accepts", async () => {
    const scene = drainScene(FakeHttpServer, PLAN);
    openStream(scene, "stream", EVENT_SOURCE).sendHeaders();
    void scene.begin();
    await scene.clock.advance(1_000);
    expect(scene.journal.read()).toContain("0 stream: last chunk");
  });

  test("whose client accepts other types too is not recognised by that: it may be any response", async () => {
    for (const [accept, method, statusCode] of [
      ["application/json, text/event-stream", "GET", 200],
      ["text/event-stream;q=0.9, application/json", "GET", 200],
      ["text/event-stream", "POST", 200],
      ["text/event-stream", "GET", 500],
    ] as const) {
      const scene = drainScene(FakeHttpServer, PLAN);
      const response = openStream(scene, "answer", { method, headers: { accept } });
      response.statusCode = statusCode;
      response.sendHeaders();
      void scene.begin();
      await scene.clock.advance(5_000);
      expect(scene.journal.read()).toEqual(["0 listener closed"]);
    }
  });

  test("that has not begun yet is checked again later, whatever its client accepts", async () => {
    const scene = drainScene(FakeHttpServer, PLAN);
    const response = openStream(scene, "stream");
    void scene.begin();
    await scene.clock.advance(1_500);
    response.setHeader("content-type", "Text/Event-Stream");
    response.sendHeaders();
    expect(scene.journal.read()).toEqual(["0 listener closed"]);
    await scene.clock.advance(500);
    expect(scene.journal.read()).toContain("2000 stream: last chunk");
  });

  test("that does not answer a GET is an answer: it comes whole, and counts as answered", async () => {
    for (const method of ["POST", "PUT", "QUERY"]) {
      const scene = drainScene(FakeHttpServer, PLAN);
      const response = openStream(scene, "answer", { ...EVENT_SOURCE, method });
      response.setHeader("content-type", "text/event-stream");
      response.sendHeaders();
      const outcome = scene.begin();
      await scene.clock.advance(9_000);
      expect(scene.journal.read()).toEqual(["0 listener closed"]);
      response.end();
      await scene.clock.advance(100);
      expect(await outcome).toMatchObject({ requests: { total: 1, answered: 1, ended: 0 }, cuts: [] });
    }
  });

  test("that does not answer a GET and never ends is cut at the deadline", async () => {
    const scene = drainScene(FakeHttpServer, PLAN);
    const response = openStream(scene, "answer", { method: "POST" });
    response.setHeader("content-type", "text/event-stream");
    response.sendHeaders();
    const outcome = scene.begin();
    await scene.clock.advance(10_100);
    expect(await outcome).toMatchObject({
      requests: { total: 1, answered: 0, ended: 0, cut: 1 },
      cuts: [{ kind: "request", method: "POST", url: "/answer", state: "responding" }],
    });
  });

  test("answers the method that arrived, even if a middleware has changed it", async () => {
    for (const [arrived, made, isEnded] of [
      ["POST", "GET", false],
      ["GET", "POST", true],
    ] as const) {
      const scene = drainScene(FakeHttpServer, PLAN);
      const response = openStream(scene, "stream", { method: arrived });
      Object.assign(response.req, { method: made });
      response.setHeader("content-type", "text/event-stream");
      response.sendHeaders();
      void scene.begin();
      await scene.clock.advance(5_000);
      expect(response.destroyed).toBe(isEnded);
    }
  });

  test("takes no place in the spread if it is an answer", async () => {
    const scene = drainScene(FakeHttpServer, PLAN);
    for (const [name, method] of [
      ["answer", "POST"],
      ["stream", "GET"],
    ] as const) {
      const response = openStream(scene, name, { method });
      response.setHeader("content-type", "text/event-stream");
      response.sendHeaders();
    }
    void scene.begin();
    await scene.clock.advance(1_000);
    expect(scene.journal.read()).toContain("0 stream: last chunk");
  });

  test("that its own handler ends is answered, not ended", async () => {
    const scene = drainScene(FakeHttpServer, PLAN);
    const streams = ["by the engine", "by its handler"].map((name) => {
      const response = openStream(scene, name, EVENT_SOURCE);
      response.sendHeaders();
      return response;
    });
    scene.drain.signal.addEventListener("abort", () => streams[1]?.end());
    const outcome = scene.begin();
    await scene.clock.advance(2_000);
    expect((await outcome).requests).toMatchObject({ total: 2, answered: 1, ended: 1 });
  });

  test("whose last chunk has not left by the deadline is cut, or is aborted if its client has gone", async () => {
    const scene = drainScene(FakeHttpServer, PLAN);
    const [slow, gone] = [scene.server.accept("slow"), scene.server.accept("gone")];
    for (const socket of [slow, gone]) scene.server.request(socket, "/stream", EVENT_SOURCE).sendHeaders();
    const outcome = scene.begin();
    await scene.clock.advance(1_000);
    gone.hangUp();
    await scene.clock.advance(9_100);
    expect(await outcome).toMatchObject({
      requests: { total: 2, answered: 0, ended: 0, aborted: 1, cut: 1 },
      cuts: [{ url: "/stream", state: "flushing" }],
    });
  });

  test("has a media type with or without parameters, in any case, and no other", async () => {
    for (const [type, isEnded] of [
      ["text/event-stream", true],
      ["TEXT/Event-Stream ;charset=UTF-8", true],
      ["text/event-streams", false],
      ["text/plain; of=text/event-stream", false],
    ] as const) {
      const scene = drainScene(FakeHttpServer, PLAN);
      const response = openStream(scene, "stream");
      response.setHeader("content-type", type);
      response.sendHeaders();
      void scene.begin();
      await scene.clock.advance(5_000);
      expect(response.destroyed, type).toBe(isEnded);
    }
  });

  test("whose `end` throws does not end the process: that is reported, and it is cut at the deadline", async () => {
    const errors: string[] = [];
    const scene = drainScene(FakeHttpServer, { ...PLAN, onError: ({ message }) => errors.push(message) });
    const response = openStream(scene, "stream", EVENT_SOURCE);
    response.sendHeaders();
    response.end = () => {
      throw new Error("a middleware is broken");
    };
    const outcome = scene.begin();
    await scene.clock.advance(10_100);
    expect(errors).toEqual(["`response.end()` failed: a middleware is broken"]);
    expect((await outcome).requests).toMatchObject({ total: 1, ended: 0, cut: 1 });
  });

  test("that begins in the drain is ended within a second too", async () => {
    const scene = drainScene(FakeHttpServer, PLAN);
    const page = scene.server.request(scene.server.accept("page"));
    const keptAlive = scene.server.accept("kept alive");
    void scene.begin();
    const response = scene.server.request(keptAlive, "/", EVENT_SOURCE);
    response.sendHeaders();
    await scene.clock.advance(1_000);
    expect(response.writableEnded).toBe(true);
    expect(page.writableEnded).toBe(false);
  });

  test("ignores what its handler writes afterwards, without an uncaught error", async () => {
    const scene = drainScene(FakeHttpServer, PLAN);
    const response = openStream(scene, "stream", EVENT_SOURCE);
    response.sendHeaders();
    void scene.begin();
    await scene.clock.advance(1_000);
    expect(() => response.emit("error", new Error("write after end"))).not.toThrow();
  });

  test("is ended before the deadline, however short the drain is", async () => {
    const scene = drainScene(FakeHttpServer, { ...PLAN, drainMs: 300 });
    for (let n = 0; n < 10; n++) openStream(scene, `stream ${n}`, EVENT_SOURCE).sendHeaders();
    const outcome = scene.begin();
    await scene.clock.advance(300);
    expect(await outcome).toMatchObject({ requests: { total: 10, ended: 10, cut: 0 }, cuts: [] });
  });

  test("is an ordinary response where the plan says wait", async () => {
    const scene = drainScene(FakeHttpServer, { ...PLAN, eventStreams: "wait" });
    openStream(scene, "stream", EVENT_SOURCE).sendHeaders();
    const outcome = scene.begin();
    await scene.clock.advance(10_000);
    expect((await outcome).cuts).toMatchObject([{ url: "/stream", state: "responding" }]);
  });

  test("is not an ordinary response, even if its client accepts event streams", async () => {
    const scene = drainScene(FakeHttpServer, PLAN);
    const response = openStream(scene, "page", EVENT_SOURCE);
    response.setHeader("content-type", "text/html");
    response.sendHeaders();
    void scene.begin();
    await scene.clock.advance(5_000);
    expect(scene.journal.read()).toEqual(["0 listener closed"]);
  });
});
