import { describe, expect, it } from "vitest";
import { collectGarbage } from "./collect-garbage.js";
import { drainScene } from "./drain-scene.js";
import { FakeHttpServer } from "./fakes/fake-server.js";
import { FakeSocket } from "./fakes/fake-socket.js";

const inFlight = ({ drain }: Pick<ReturnType<typeof drainScene>, "drain">) => drain.stats().requests.inFlight;

/** How many listeners the engine has on the end of a response. */
const heard = (response: { listenerCount(event: string): number }) => response.listenerCount("close");

describe("the end of a response, while the server serves", () => {
  it("is not listened to where the request can have no body, for a second", async () => {
    const { clock, server } = drainScene(FakeHttpServer);
    const responses = ["GET", "HEAD"].map((method) => server.request(server.accept(method), "/", { method }));
    await clock.advance(999);
    expect(responses.map(heard)).toEqual([0, 0]);
    await clock.advance(1);
    expect(responses.map(heard)).toEqual([1, 1]);
    expect(clock.timers).toBe(0);
  });

  it("is known all the same to who asks for it", async () => {
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

  it("is not mistaken for that of the next one: of two that are pipelined, one that is over goes alone", async () => {
    const scene = drainScene(FakeHttpServer);
    const { server } = scene;
    const client = server.accept("client");
    const [first, second] = [server.request(client, "/first"), server.request(client, "/second")];
    await first.flush();
    server.request(client, "/third");
    expect(inFlight(scene)).toBe(2);
    expect(scene.drain.stats().requests.oldest).toMatchObject({ url: "/second" });
    await second.flush();
    expect(scene.drain.stats().requests.oldest).toMatchObject({ url: "/third" });
  });

  it("is noticed where a response behind it ends, though its request goes on", async () => {
    const { clock, journal, server, begin } = drainScene(FakeHttpServer, { idleGraceMs: 500 });
    const client = server.accept("client");
    const [first, early] = [
      server.request(client, "/first"),
      server.request(client, "/early", { method: "POST", complete: false }),
    ];
    await first.flush();
    await early.flush();
    void begin();
    await clock.advance(0);
    early.req.completeBody();
    await clock.advance(500);
    expect(journal.read()).toEqual([
      "0 listener closed",
      "500 client: destroyed",
      "500 client: closed",
      "500 drained",
    ]);
  });

  it("is listened to from the drain on", async () => {
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

  it.each(["GET", "DELETE"])("leaves what has half arrived behind a %s what it is", async (method) => {
    const scene = drainScene(FakeHttpServer);
    const client = scene.server.accept("client");
    const response = scene.server.request(client, "/", { method });
    client.receive(10);
    await response.flush();
    expect(scene.drain.stats().connections).toMatchObject({ receiving: 1, idle: 0 });
  });

  it("is noted where it has a body, so that what comes later is known to be of the next request", async () => {
    const scene = drainScene(FakeHttpServer);
    const client = scene.server.accept("client");
    const response = scene.server.request(client, "/", { method: "POST", complete: false });
    response.req.completeBody();
    await response.flush();
    client.receive(10);
    expect(scene.drain.stats().connections).toMatchObject({ receiving: 1, idle: 0 });
  });

  it("is that of its body where a GET has one, however that is spelled", async () => {
    const scene = drainScene(FakeHttpServer);
    const responses = ["Transfer-Encoding", "CONTENT-LENGTH", "Content-Language"].map((name) =>
      scene.server.request(scene.server.accept(name), "/", { headers: { [name]: "10" } }),
    );
    for (const { req } of responses) req.socket.receive(10);
    await Promise.all(responses.map((response) => response.flush()));
    expect(scene.drain.stats().connections).toMatchObject({ idle: 2, receiving: 1 });
  });

  it("is that of its body where it came before it", async () => {
    const scene = drainScene(FakeHttpServer);
    const client = scene.server.accept("client");
    const response = scene.server.request(client, "/", { method: "POST", complete: false });
    await response.flush();
    response.req.completeBody();
    expect(scene.drain.stats().connections).toMatchObject({ receiving: 0, idle: 1 });
  });

  it("is that of its body even where many came between the two", async () => {
    const scene = drainScene(FakeHttpServer);
    const { server } = scene;
    const client = server.accept("client");
    const early = server.request(client, "/", { method: "POST", complete: false });
    await early.flush();
    for (let count = 0; count < 300; count++) await server.request(server.accept(`client ${count}`)).flush();
    early.req.completeBody();
    expect(scene.drain.stats().connections).toMatchObject({ receiving: 0, idle: 301 });
  });

  it("is never told of one behind another on a connection that breaks, which is forgotten all the same", async () => {
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

  it("has not come for one behind another that ends its connection, until that is closed", async () => {
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

  it("is not that of another time where many had come at once a second before", async () => {
    const scene = drainScene(FakeHttpServer);
    const { clock, server } = scene;
    for (let count = 0; count < 100; count++) await server.request(server.accept(`client ${count}`)).flush();
    await clock.advance(1_200);
    server.request(server.accept("slow"), "/slow");
    await clock.advance(300);
    expect(scene.drain.stats().requests.oldest).toMatchObject({ url: "/slow", ageMs: 300 });
  });

  it("shows a connection that was open before, unless that is gone by now", async () => {
    const scene = drainScene(FakeHttpServer);
    const { journal, server } = scene;
    const [here, gone] = [new FakeSocket("here", journal), new FakeSocket("gone", journal)];
    for (const socket of [here, gone]) await server.request(socket).flush();
    gone.hangUp();
    expect(scene.drain.stats().connections).toMatchObject({ total: 1, idle: 1 });
  });

  it("is looked for where many have come: none of a crowd keeps what is over until somebody asks", async () => {
    const { server } = drainScene(FakeHttpServer);
    const waiting = server.request(server.accept("waiting"));
    const over = [];
    for (let count = 0; count < 300; count++) {
      const response = server.request(server.accept(`client ${count}`));
      await response.flush();
      over.push(new WeakRef(response));
    }
    await collectGarbage();
    const kept = over.filter((response) => response.deref()).length;
    expect(kept).toBeLessThan(140);
    expect(heard(waiting)).toBe(0);
  });

  it("is known of each in a crowd, and of those that come after it", async () => {
    const scene = drainScene(FakeHttpServer);
    const { server } = scene;
    const clients = Array.from({ length: 300 }, (_, count) => server.accept(`client ${count}`));
    const first = clients.map((client) => server.request(client));
    await Promise.all(first.slice(0, 200).map((response) => response.flush()));
    expect(inFlight(scene)).toBe(100);
    const second = clients.slice(0, 200).map((client) => server.request(client));
    await Promise.all([...first.slice(200), ...second].map((response) => response.flush()));
    expect(inFlight(scene)).toBe(0);
    expect(scene.drain.stats().connections).toMatchObject({ idle: 300, active: 0 });
  });

  it("lets the response go, so that nothing keeps it from the garbage collector", async () => {
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
});
