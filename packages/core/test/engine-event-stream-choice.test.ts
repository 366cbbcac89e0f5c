import { describe, expect, test } from "vitest";
import { createDrain } from "../src/engine/create-drain.js";
import type { EventStreamChoice, EventStreamRequest } from "../src/plan.js";
import { drainScene } from "./drain-scene.js";
import { FakeHttp2Server, FakeHttpServer } from "./fakes/fake-server.js";
import { lifecycleScene } from "./lifecycle-scene.js";

const PLAN = { idleGraceMs: 0, drainMs: 10_000 };

function boom(): never {
  throw new Error("boom");
}

/** One event stream for each request, and which of them were ended by the second in which they are. */
async function ended(
  eventStreams: EventStreamChoice,
  requests: readonly (readonly [method: string, url: string])[],
) {
  const errors: string[] = [];
  const onError = ({ message }: Error) => void errors.push(message);
  const scene = drainScene(FakeHttpServer, { ...PLAN, eventStreams, onError });
  const responses = requests.map(([method, url]) => {
    const response = scene.server.request(scene.server.accept(url), url, { method });
    response.setHeader("content-type", "text/event-stream");
    response.sendHeaders();
    return response;
  });
  void scene.begin();
  await scene.clock.advance(5_000);
  const urls = responses.filter(({ writableEnded }) => writableEnded).map(({ req }) => req.url);
  return { urls, errors, scene, responses };
}

describe("a function given as eventStreams", () => {
  test("decides for each event stream whether it is ended, whatever its method", async () => {
    const requests = [
      ["GET", "/ticker"],
      ["POST", "/graphql"],
      ["GET", "/tokens"],
      ["POST", "/answer"],
    ] as const;
    const choose = ({ url }: EventStreamRequest) =>
      url === "/ticker" || url === "/graphql" ? "close" : "wait";
    const { urls, errors } = await ended(choose, requests);
    expect({ urls, errors }).toEqual({ urls: ["/ticker", "/graphql"], errors: [] });
  });

  test("is called once for each, with the method and URL as they arrived and Node's headers", async () => {
    const asked: EventStreamRequest[] = [];
    const scene = drainScene(FakeHttpServer, {
      ...PLAN,
      eventStreams: (request) => {
        asked.push(request);
        return "wait";
      },
    });
    const response = scene.server.request(scene.server.accept("stream"), "/v1/events?since=4", {
      method: "POST",
      headers: { "X-Tenant": "blue" },
    });
    Object.assign(response.req, { url: "/events", method: "PUT" });
    void scene.begin();
    await scene.clock.advance(1_500);
    expect(asked).toEqual([]);
    response.setHeader("content-type", "text/event-stream");
    response.sendHeaders();
    await scene.clock.advance(5_000);
    expect(asked).toEqual([{ method: "POST", url: "/v1/events?since=4", headers: { "x-tenant": "blue" } }]);
  });

  test("is called for HTTP/2 in the same way, with the pseudo-headers", async () => {
    const asked: EventStreamRequest[] = [];
    const scene = drainScene(FakeHttp2Server, {
      ...PLAN,
      eventStreams: (request) => {
        asked.push(request);
        return "close";
      },
    });
    const headers = { ":method": "POST", ":authority": "example.com" };
    const stream = scene.server.stream(scene.server.session("events"), "/events?since=4", headers);
    stream.respond({ "content-type": "text/event-stream" });
    const outcome = scene.begin();
    await scene.clock.advance(2_000);
    expect(asked).toEqual([
      { method: "POST", url: "/events?since=4", headers: { ...headers, ":path": "/events?since=4" } },
    ]);
    expect((await outcome).requests).toMatchObject({ total: 1, ended: 1 });
  });

  test("is called for no other response, not before the drain, and not for a stream that is over", async () => {
    let times = 0;
    const scene = drainScene(FakeHttpServer, {
      ...PLAN,
      eventStreams: () => {
        times++;
        return "close";
      },
    });
    const [page, events, over] = ["page", "events", "over"].map((name) =>
      scene.server.request(scene.server.accept(name), `/${name}`),
    );
    page?.setHeader("content-type", "application/json");
    for (const response of [events, over]) response?.setHeader("content-type", "text/event-stream");
    for (const response of [page, events, over]) response?.sendHeaders();
    scene.drain.disableKeepAlive();
    await scene.clock.advance(5_000);
    expect(times).toBe(0);
    over?.end();
    void scene.begin();
    await scene.clock.advance(5_000);
    expect(times).toBe(1);
    expect([page, events].map((response) => response?.writableEnded)).toEqual([false, true]);
  });

  test("that throws, rejects or returns anything else is reported, and the stream is waited for", async () => {
    const failed = (why: string) => `\`eventStreams\` failed: ${why}`;
    const wrong = (what: string) => failed(`It returned ${what}, not \`"close"\` or \`"wait"\``);
    for (const [choose, ...messages] of [
      [boom, failed("boom")],
      [() => true, wrong("`true` (boolean)")],
      [() => "Close", wrong('`"Close"` (string)')],
      [() => {}, wrong("`undefined`")],
      [async () => "close", wrong("`Promise` (object)")],
      [async () => boom(), wrong("`Promise` (object)"), failed("boom")],
    ] as const) {
      const { urls, errors } = await ended(choose as EventStreamChoice, [["GET", "/ticker"]]);
      expect({ urls, errors }).toEqual({ urls: [], errors: messages });
    }
  });

  test("may end the stream itself, which then counts as answered", async () => {
    const scene = drainScene(FakeHttpServer, {
      ...PLAN,
      eventStreams: () => {
        response.end();
        void response.flush();
        return "close";
      },
    });
    const response = scene.server.request(scene.server.accept("stream"));
    response.setHeader("content-type", "text/event-stream");
    response.sendHeaders();
    const outcome = scene.begin();
    await scene.clock.advance(1_000);
    expect((await outcome).requests).toMatchObject({ total: 1, answered: 1, ended: 0 });
  });

  test("may cut everything, after which nothing is ended any more", async () => {
    const scene = drainScene(FakeHttpServer, {
      ...PLAN,
      eventStreams: () => {
        scene.drain.cut();
        return "close";
      },
    });
    const response = scene.server.request(scene.server.accept("stream"));
    response.setHeader("content-type", "text/event-stream");
    response.sendHeaders();
    const outcome = scene.begin();
    await scene.clock.advance(1_000);
    expect(response.writableEnded).toBe(false);
    expect((await outcome).requests).toMatchObject({ total: 1, ended: 0, cut: 1 });
  });

  test("may fail without an onError, and an onError that fails stops nothing", async () => {
    for (const onError of [undefined, boom, async () => boom()]) {
      const scene = drainScene(FakeHttpServer, { ...PLAN, eventStreams: boom, ...(onError && { onError }) });
      const response = scene.server.request(scene.server.accept("stream"));
      response.setHeader("content-type", "text/event-stream");
      response.sendHeaders();
      const outcome = scene.begin();
      await scene.clock.advance(10_100);
      expect((await outcome).requests).toMatchObject({ total: 1, cut: 1 });
    }
  });
});

describe("a lifecycle whose event streams cannot be ended", () => {
  test.each([
    ["eventStreams", { eventStreams: boom }, {}],
    ["response.end()", {}, { end: boom }],
  ])(
    "logs that %s failed, the first twenty times and once that there are more",
    async (what, plan, broken) => {
      const { clock, server, lifecycle, log } = lifecycleScene({
        budgetMs: 10_000,
        idleGraceMs: 0,
        lameDuckMs: 0,
        ...plan,
      });
      for (let n = 0; n < 30; n++) {
        const response = server.request(server.accept(`stream ${n}`));
        response.setHeader("content-type", "text/event-stream");
        response.sendHeaders();
        Object.assign(response, broken);
      }
      void lifecycle.startShutdown({ reason: "test" });
      await clock.advance(2_000);
      expect(log.filter((line) => line.includes("response"))).toEqual([
        ...Array(20).fill(`A response is waited for, since \`${what}\` failed: boom`),
        "More than 20 such responses, the rest is in the report",
      ]);
    },
  );

  test("says in its last line what was answered and what was ended", async () => {
    const { clock, server, lifecycle, log } = lifecycleScene({
      budgetMs: 10_000,
      idleGraceMs: 0,
      lameDuckMs: 0,
    });
    for (const [name, method] of [
      ["one", "GET"],
      ["two", "GET"],
      ["answer", "POST"],
    ] as const) {
      const response = server.request(server.accept(name), `/${name}`, { method });
      response.setHeader("content-type", "text/event-stream");
      const { end } = response;
      response.end = () => {
        end.call(response);
        void response.flush();
      };
      response.sendHeaders();
      if (method === "POST") lifecycle.signal.addEventListener("abort", () => response.end());
    }
    void lifecycle.startShutdown({ reason: "test" });
    await clock.advance(2_000);
    expect(log.at(-1)).toMatch(/clean: 1 request answered, 2 event streams ended\. Exit code 0$/);
  });
});

describe("the engine alone", () => {
  test("takes an eventStreams that is undefined as left out", async () => {
    const scene = drainScene(FakeHttpServer, { ...PLAN, eventStreams: undefined });
    const response = scene.server.request(scene.server.accept("stream"));
    response.setHeader("content-type", "text/event-stream");
    response.sendHeaders();
    void scene.begin();
    await scene.clock.advance(1_000);
    expect(response.writableEnded).toBe(true);
  });

  test("refuses any other value of eventStreams", () => {
    for (const eventStreams of ["Close", true, null]) {
      expect(() => createDrain({ eventStreams } as never)).toThrow(
        /^\[INVALID_OPTION\] Expected `eventStreams` to be `"close"`, `"wait"` or a function/,
      );
    }
  });
});
