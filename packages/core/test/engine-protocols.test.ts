import { describe, expect, test } from "vitest";
import { drainScene } from "./drain-scene.js";
import { FakeHttpServer } from "./fakes/fake-server.js";

describe("a request answered before its body was read", () => {
  const PLAN = { idleGraceMs: 100, drainMs: 10_000 };

  test("has its body read to the end, after a FIN, so that the client reads the response", async () => {
    const { clock, journal, server, begin } = drainScene(FakeHttpServer, PLAN);
    const response = server.request(server.accept("upload"), "/", { method: "POST", complete: false });
    void begin();
    await response.flush();
    await clock.advance(1_500);
    expect(journal.read()).toEqual(["0 upload: ended", "0 listener closed"]);
    response.req.completeBody();
    await clock.settle();
    expect(journal.read()).toEqual(["1500 upload: destroyed", "1500 upload: closed", "1500 drained"]);
  });

  test("is closed after 2 s of that, which cuts nothing", async () => {
    const { clock, journal, server, begin } = drainScene(FakeHttpServer, PLAN);
    const response = server.request(server.accept("upload"), "/", { method: "POST", complete: false });
    const outcome = begin();
    await clock.advance(300);
    await response.flush();
    await clock.advance(1_999);
    response.req.socket.receive(1_000);
    expect(journal.read()).toEqual(["0 listener closed", "300 upload: ended"]);
    await clock.advance(1);
    expect(journal.read()).toEqual(["2300 upload: destroyed", "2300 upload: closed", "2300 drained"]);
    expect(await outcome).toMatchObject({ requests: { answered: 1 }, cuts: [] });
  });

  test("is not reported as cut where the deadline comes first: its client has the answer", async () => {
    const { clock, server, begin } = drainScene(FakeHttpServer, { ...PLAN, drainMs: 1_000 });
    const response = server.request(server.accept("upload"), "/", { method: "POST", complete: false });
    const outcome = begin();
    await clock.advance(300);
    await response.flush();
    response.req.socket.receive(1_000);
    await clock.advance(700);
    expect(await outcome).toMatchObject({ connections: { closed: 1, cut: 0 }, cuts: [] });
  });

  test("while the server served is left in peace, and closed 100 ms after its body has come", async () => {
    const { clock, journal, server, begin } = drainScene(FakeHttpServer, PLAN);
    const response = server.request(server.accept("upload"), "/", { method: "POST", complete: false });
    await response.flush();
    void begin();
    await clock.advance(50);
    response.req.completeBody();
    await clock.advance(100);
    expect(journal.read()).toEqual([
      "0 listener closed",
      "150 upload: destroyed",
      "150 upload: closed",
      "150 drained",
    ]);
  });
});
