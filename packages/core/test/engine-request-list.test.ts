import { describe, expect, test, vi } from "vitest";
import { RequestList } from "../src/engine/http1/request-list.js";
import { noteEarlyRequests } from "../src/engine/server/early-requests.js";
import type { Server } from "../src/target.js";
import { collectGarbage } from "./collect-garbage.js";
import { drainScene } from "./drain-scene.js";
import { FakeClock } from "./fake-clock.js";
import { FakeRequest, FakeResponse } from "./fakes/fake-exchange.js";
import { FakeHttpServer } from "./fakes/fake-server.js";
import { FakeSocket } from "./fakes/fake-socket.js";
import { Journal } from "./fakes/journal.js";

type Scene = Pick<ReturnType<typeof drainScene<FakeHttpServer>>, "drain">;

const inFlight = ({ drain }: Scene) => drain.stats().requests.inFlight;
const oldest = ({ drain }: Scene) => drain.stats().requests.oldest;

/** How many listeners the engine has on the end of a response. */
const heard = (response: { listenerCount(event: string): number }) => response.listenerCount("close");

/** A list of its own, and a way to put requests on it that are answered at once. */
function listScene() {
  const clock = new FakeClock();
  const list = new RequestList(clock, new Map());
  const socket = new FakeSocket("client", new Journal(new FakeClock()));
  const add = (url: string, isOver = true) => {
    const response = new FakeResponse(new FakeRequest(url, socket, {}));
    response.destroyed = isOver;
    list.add(...([response.req, response, socket] as unknown as Parameters<RequestList["add"]>));
    return response;
  };
  const startedAt = () => list.unfinished().map((listed) => listed.startedAt);
  return { clock, list, add, startedAt };
}

describe("while the server serves, a request", () => {
  test("is put on a list, and its headers and the bytes of its connection are not read", () => {
    const { server } = drainScene(FakeHttpServer);
    const client = server.accept("client");
    const looks: PropertyKey[] = [];
    const response = new FakeResponse(new FakeRequest("/", client, {}));
    const isAllowed = new Set<PropertyKey>(["socket", "method", "url"]);
    const request = new Proxy(response.req, {
      get(target, name, receiver) {
        if (!isAllowed.has(name)) looks.push(name);
        return Reflect.get(target, name, receiver);
      },
    });
    Object.defineProperty(client, "bytesRead", { get: () => looks.push("bytesRead") });
    server.tell("request", Object.assign(response, { req: request }));
    expect(looks).toEqual([]);
  });

  test("gets no listener for its end, however long it takes", async () => {
    const { clock, server } = drainScene(FakeHttpServer);
    const response = server.request(server.accept("client"));
    await clock.advance(5_000);
    expect(heard(response)).toBe(0);
  });

  test("is counted by stats() nevertheless", async () => {
    const scene = drainScene(FakeHttpServer);
    const { server } = scene;
    const client = server.accept("client");
    const first = server.request(client);
    expect(inFlight(scene)).toBe(1);
    await first.flush();
    expect(inFlight(scene)).toBe(0);
    await server.request(client).flush();
    expect(inFlight(scene)).toBe(0);
    expect(scene.drain.stats().connections).toMatchObject({ idle: 1, active: 0 });
  });

  test("whose `socket` is null, as undici leaves it after sending it on, is in flight until answered", async () => {
    const scene = drainScene(FakeHttpServer);
    const { server, clock } = scene;
    noteEarlyRequests(server as unknown as Server);
    const sentOn = ["early", "serving"].map((name) => server.request(server.accept(name), `/${name}`));
    for (const { req } of sentOn) Object.assign(req, { socket: null });
    const late = drainScene(FakeHttpServer);
    late.drain.add(server as unknown as Server);
    await clock.advance(2_000);
    expect([inFlight(scene), inFlight(late)]).toEqual([2, 2]);
    const outcome = scene.begin();
    await clock.advance(500);
    Object.assign(server.request(server.accept("draining"), "/draining").req, { socket: null });
    for (const response of sentOn) await response.flush();
    await clock.advance(10_000);
    const { requests, cuts } = await outcome;
    expect(requests).toMatchObject({ total: 3, answered: 2, cut: 1 });
    expect(cuts).toMatchObject([{ url: "/draining", remote: "203.0.113.7" }]);
  });

  test("is not mistaken for the next one: of two that are pipelined, one that is over goes alone", async () => {
    const scene = drainScene(FakeHttpServer);
    const { server } = scene;
    const client = server.accept("client");
    const [first, second] = [server.request(client, "/first"), server.request(client, "/second")];
    await first.flush();
    server.request(client, "/third");
    expect(inFlight(scene)).toBe(2);
    expect(scene.drain.stats().connections).toMatchObject({ total: 1, active: 1 });
    expect(oldest(scene)).toMatchObject({ url: "/second" });
    await second.flush();
    expect(oldest(scene)).toMatchObject({ url: "/third" });
  });

  test("after another on a connection that breaks is forgotten, although Node never emits its end", async () => {
    const scene = drainScene(FakeHttpServer);
    const { server } = scene;
    const client = server.accept("client");
    const queued = new WeakRef([server.request(client), server.request(client)][1] as object);
    client.hangUp();
    for (let count = 0; count < 300; count++) await server.request(server.accept(`client ${count}`)).flush();
    await collectGarbage();
    expect(queued.deref()).toBeUndefined();
    expect(inFlight(scene)).toBe(0);
  });

  test("after another that ends its connection is in flight until the connection is closed", async () => {
    const scene = drainScene(FakeHttpServer);
    const client = scene.server.accept("client");
    client.isStuck = true;
    const [last] = [scene.server.request(client), scene.server.request(client)];
    last?.setHeader("connection", "close");
    await last?.flush();
    await scene.clock.settle();
    expect(client.destroyed).toBe(true);
    expect(inFlight(scene)).toBe(1);
    client.hangUp();
    expect(inFlight(scene)).toBe(0);
  });

  test("gets a listener for its end when the drain begins", async () => {
    const { clock, journal, server, begin } = drainScene(FakeHttpServer, { idleGraceMs: 1_000 });
    const client = server.accept("client");
    const response = server.request(client);
    const outcome = begin();
    await clock.advance(5_000);
    await response.flush();
    await clock.settle();
    expect(journal.read().slice(0, 2)).toEqual(["0 listener closed", "5000 client: ended"]);
    expect((await outcome).requests).toMatchObject({ total: 1, answered: 1 });
  });
});

describe("the list of requests", () => {
  test("keeps few of those that are over, however many come", () => {
    const { list, add } = listScene();
    const waiting = add("/waiting", false);
    const over = Array.from({ length: 1_000 }, (_, count) => add(`/${count}`));
    expect(list.unfinished().map(({ response }) => response)).toEqual([waiting]);
    expect(over).toHaveLength(1_000);
  });

  test("drops what is over, so that it can be garbage collected", async () => {
    const { clock, server } = drainScene(FakeHttpServer);
    const answered = async () => {
      const response = server.request(server.accept("client"));
      await response.flush();
      return new WeakRef(response);
    };
    const responses = await Promise.all(Array.from({ length: 10 }, answered));
    await clock.advance(1_000);
    await collectGarbage();
    // The last one may be on some stack still.
    expect(responses.filter((response) => response.deref()).length).toBeLessThan(2);
  });

  test("lets most of many that come within a second go before that is over", async () => {
    const { server } = drainScene(FakeHttpServer);
    const over = [];
    for (let count = 0; count < 300; count++) {
      const response = server.request(server.accept(`client ${count}`));
      await response.flush();
      over.push(new WeakRef(response));
    }
    await collectGarbage();
    expect(over.filter((response) => response.deref()).length).toBeLessThan(20);
  });

  test("is swept at 16, and then at twice what was left", () => {
    const { list, add } = listScene();
    const unfinished = vi.spyOn(list, "unfinished");
    const sweepsOf = (count: number, isOver: boolean) => {
      unfinished.mockClear();
      for (let n = 0; n < count; n++) add(`/${n}`, isOver);
      return unfinished.mock.calls.length;
    };
    expect(sweepsOf(15, false)).toBe(0);
    expect(sweepsOf(1, false)).toBe(1);
    expect(sweepsOf(15, true)).toBe(0);
    expect(sweepsOf(1, true)).toBe(1);
    // 16 are left, as before.
    expect(sweepsOf(15, true)).toBe(0);
    expect(sweepsOf(1, true)).toBe(1);
  });

  test("has a timer for as long as something is listed, and no longer", async () => {
    const { clock, list, add } = listScene();
    expect(clock.timers).toBe(0);
    add("/over");
    const waiting = add("/waiting", false);
    await clock.advance(1_000);
    expect([clock.timers, list.unfinished().length]).toEqual([1, 1]);
    waiting.destroyed = true;
    await clock.advance(1_000);
    expect(clock.timers).toBe(0);
  });

  test("hands over all requests once, and clears its timer", () => {
    const { clock, list, add } = listScene();
    add("/over");
    const waiting = add("/waiting", false);
    expect(list.removeAll().map(({ response }) => response)).toEqual([waiting]);
    expect(clock.timers).toBe(0);
    expect(list.removeAll()).toEqual([]);
  });

  test("reads the clock for the first that comes after a pause, and then once a second", async () => {
    const { clock, add, startedAt } = listScene();
    await clock.advance(700);
    add("/first", false);
    await clock.advance(999);
    add("/second", false);
    await clock.advance(1);
    add("/third", false);
    expect(startedAt()).toEqual([700, 700, 1_700]);
  });

  test("makes no request more than a second older than it is, and none younger", async () => {
    const { clock, list, add } = listScene();
    const ages: number[] = [];
    for (let count = 0; count < 500; count++) {
      await clock.advance((count * 37) % 150);
      const response = add(`/${count}`, false);
      ages.push(clock.now() - (list.unfinished().at(-1)?.startedAt ?? 0));
      response.destroyed = count % 3 > 0;
    }
    expect(Math.min(...ages)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...ages)).toBeLessThanOrEqual(1_000);
    expect(Math.max(...ages)).toBeGreaterThan(900);
  });
});

describe("what is idle while the server serves", () => {
  test.each(["GET", "DELETE"])(
    "is not a connection on which part of the headers came after a %s",
    async (method) => {
      const scene = drainScene(FakeHttpServer);
      const client = scene.server.accept("client");
      const response = scene.server.request(client, "/", { method });
      client.receive(10);
      await response.flush();
      expect(scene.drain.stats().connections).toMatchObject({ receiving: 1, idle: 0 });
    },
  );

  test("is not a connection on which part of the next headers came after a body", async () => {
    const scene = drainScene(FakeHttpServer);
    const client = scene.server.accept("client");
    const response = scene.server.request(client, "/", { method: "POST", complete: false });
    response.req.completeBody();
    await response.flush();
    expect(scene.drain.stats().connections).toMatchObject({ receiving: 0, idle: 1 });
    client.receive(10);
    expect(scene.drain.stats().connections).toMatchObject({ receiving: 1, idle: 0 });
  });

  test("is a connection whose body came after the response, however many requests came in between", async () => {
    const scene = drainScene(FakeHttpServer);
    const { server } = scene;
    const client = server.accept("client");
    const early = server.request(client, "/", { method: "POST", complete: false });
    await early.flush();
    expect(scene.drain.stats().connections).toMatchObject({ receiving: 1, idle: 0 });
    for (let count = 0; count < 300; count++) await server.request(server.accept(`client ${count}`)).flush();
    early.req.completeBody();
    expect(scene.drain.stats().connections).toMatchObject({ receiving: 0, idle: 301 });
  });

  test("is found without a trace: nothing is closed by the check, and each socket closes as before", async () => {
    const { journal, server, drain } = drainScene(FakeHttpServer);
    const own = server.accept("own");
    const destroy = () => journal.note("its own destroy");
    Object.assign(own, { destroy });
    const flushing = server.accept("flushing");
    for (const socket of [own, server.accept("other")]) await server.request(socket).flush();
    server.request(flushing).end();
    expect(drain.stats().connections).toMatchObject({ total: 3, idle: 2, active: 1 });
    expect(journal.read()).toEqual([]);
    expect(own.destroy).toBe(destroy);
    flushing.destroy();
    expect(journal.read()).toEqual(["0 flushing: destroyed"]);
  });

  test("is every connection without a request where the server never listened: Node has no list of those", async () => {
    const { server, drain } = drainScene(FakeHttpServer);
    expect(drain.stats().connections.total).toBe(0);
    const other = new FakeHttpServer(new Journal(new FakeClock()));
    other.listening = false;
    other.closeIdleConnections = () => {};
    drain.add(other.asServer);
    await other.request(other.accept("client")).flush();
    expect(server.listening).toBe(true);
    expect(drain.stats().connections).toMatchObject({ total: 1, idle: 1 });
  });
});

describe("a connection that was open before the engine was attached", () => {
  test("is known from its next request on", async () => {
    const { journal, drain } = drainScene(FakeHttpServer);
    const other = new FakeHttpServer(journal);
    const [here, gone] = [other.accept("here"), other.accept("gone")];
    drain.add(other.asServer);
    expect(drain.stats().connections.total).toBe(0);
    await Promise.all([here, gone].map((socket) => other.request(socket).flush()));
    gone.hangUp();
    expect(drain.stats().connections).toMatchObject({ total: 1, idle: 1 });
  });

  test("is not closed by looking at others", async () => {
    const { journal, drain } = drainScene(FakeHttpServer);
    const other = new FakeHttpServer(journal);
    await other.request(other.accept("before")).flush();
    drain.add(other.asServer);
    await other.request(other.accept("after")).flush();
    expect(drain.stats().connections).toMatchObject({ total: 1, idle: 1 });
    expect(journal.read()).toEqual([]);
  });
});
