import { io } from "socket.io-client";
import { describe, expect, onTestFinished, test } from "vitest";
import { WebSocket } from "ws";
import { patient } from "../../../conformance/src/plans.js";
import { controllerOf, moduleOf, type Nest } from "../../../test/nest/nest.js";
import { bounded } from "../../../test-kit/condition.mjs";
import { stageFor, variants } from "./variants.js";

interface Rxjs {
  Observable: new (subscribe: (subscriber: { next(value: unknown): void }) => () => void) => object;
}

/** A gateway that answers `hello` with `hello`. */
function gatewayOf(made: Nest, options?: object): object {
  const { WebSocketGateway, SubscribeMessage } =
    made.load<Record<string, (...options: unknown[]) => (...given: unknown[]) => void>>("@nestjs/websockets");
  class Hello {
    hello() {
      return { event: "hello", data: "hello" };
    }
  }
  const descriptor = Object.getOwnPropertyDescriptor(Hello.prototype, "hello");
  SubscribeMessage?.("hello")(Hello.prototype, "hello", descriptor);
  WebSocketGateway?.(...(options ? [options] : []))(Hello);
  return Hello;
}

describe.each(variants)("%s", (_, variant) => {
  test("an @Sse is ended, and its observable is unsubscribed", async () => {
    const events: string[] = [];
    const stage = stageFor({
      ...variant,
      root(demoModule, made) {
        const { Observable } = made.load<Rxjs>("rxjs");
        const ticks = () =>
          new Observable((subscriber) => {
            subscriber.next({ data: "tick" });
            return () => void events.push("unsubscribed");
          });
        const controllers = [controllerOf(made, [[made.common.Sse("ticks"), ticks]])];
        return moduleOf(made, { imports: [demoModule], controllers });
      },
    });
    await stage.start();
    const client = await stage.connect();
    client.request("GET", "/ticks", { headers: { accept: "text/event-stream" } });
    await client.receives("data: tick");
    await stage.drain();
    await client.ended();
    const { requests } = await stage.cleanReport();
    expect(requests).toMatchObject({ total: 1, ended: 1, cut: 0 });
    expect(events).toEqual(["unsubscribed"]);
  });

  test("a gateway on ws closes its clients with 1001, while a request in flight is answered", async () => {
    const stage = stageFor({
      ...variant,
      root: (demoModule, made) =>
        moduleOf(made, { imports: [demoModule], providers: [gatewayOf(made, { path: "/ws" })] }),
      prepare(app, made) {
        const { WsAdapter } = made.load<{ WsAdapter: new (app: object) => object }>("@nestjs/platform-ws");
        app.useWebSocketAdapter(new WsAdapter(app));
      },
    });
    await stage.start();
    const socket = new WebSocket(`${(await stage.app.getUrl()).replace("http", "ws")}/ws`);
    onTestFinished(() => socket.terminate());
    const closed = new Promise<number>((resolve) => socket.on("close", resolve));
    await bounded("the WebSocket to open", new Promise((resolve) => socket.on("open", resolve)));
    const answer = new Promise((resolve) => socket.on("message", (data) => resolve(String(data))));
    socket.send(JSON.stringify({ event: "hello" }));
    expect(await bounded("its answer", answer)).toContain("hello");
    const busy = await stage.connect();
    busy.request("GET", "/gate/a");
    await stage.demo.ran("/gate/a");
    await stage.drain();
    expect(await bounded("the WebSocket to close", closed)).toBe(1001);
    stage.demo.open("a");
    expect(await busy.response()).toMatchObject({ text: "a" });
    await stage.cleanReport();
  });

  test("a gateway on Socket.IO closes its clients", async () => {
    const stage = stageFor({
      ...variant,
      root: (demoModule, made) => moduleOf(made, { imports: [demoModule], providers: [gatewayOf(made)] }),
    });
    await stage.start({ ...patient, upgradeGraceMs: 3_000 });
    const socket = io(await stage.app.getUrl(), { transports: ["websocket"], reconnection: false });
    onTestFinished(() => void socket.disconnect());
    const gone = new Promise<string>((resolve) => socket.on("disconnect", resolve));
    await bounded("its connection", new Promise<void>((resolve) => socket.on("connect", resolve)));
    const report = stage.lifecycle.shutdown("test");
    expect(await bounded("it to be told", gone)).toMatch(/transport close|io server disconnect/);
    expect((await report).cuts).toEqual([]);
  });
});
