import { expect } from "vitest";
import type { DefinePromise } from "../contract-line.js";
import { BIG } from "../demo.js";
import { shortDrain } from "../plans.js";
import { connectHttp2 } from "./connect-http2.js";

/** Streams in flight that complete. */
export function answered(promise: DefinePromise): void {
  promise("h2-in-flight", "a stream in flight completes, then its session gets GOAWAY", async (stage) => {
    await stage.start();
    const client = await connectHttp2(stage);
    const call = client.request("/gate/a");
    await stage.demo.ran("/gate/a");
    await stage.drain();
    expect(stage.lifecycle.stats()).toMatchObject({
      connections: { http2: 1 },
      requests: { inFlight: 1 },
    });
    stage.demo.open("a");
    expect(await call.response()).toMatchObject({ status: 200, text: "a" });
    await client.ended();
    expect(client.events.slice(0, 3)).toEqual(["connected", "/gate/a 200", "goaway 0"]);
    const { requests } = await stage.cleanReport();
    expect(requests).toMatchObject({ total: 1, answered: 1, aborted: 0, cut: 0 });
  });

  promise("h2-slow-reader", "a slow reader gets every byte", async (stage) => {
    await stage.start();
    const client = await connectHttp2(stage);
    const call = client.request("/big");
    call.stream.pause();
    await stage.demo.ran("/big");
    await stage.drain();
    await new Promise((resolve) => setTimeout(resolve, 100));
    call.stream.resume();
    const { body } = await call.response();
    expect(body.equals(BIG)).toBe(true);
    await client.ended();
    const { requests } = await stage.cleanReport();
    expect(requests).toMatchObject({ total: 1, answered: 1 });
  });

  promise("h2-upload", "an upload in progress is read to its end and answered", async (stage) => {
    await stage.start();
    const client = await connectHttp2(stage);
    const call = client.request("/echo", { method: "POST", open: true });
    call.stream.write("before,");
    await stage.demo.ran("/echo");
    await stage.drain();
    call.stream.end("after");
    expect((await call.response()).text).toBe("before,after");
    await client.ended();
    await stage.cleanReport();
  });

  promise("h2-early", "a response before its body was read reaches its client", async (stage) => {
    await stage.start();
    const client = await connectHttp2(stage);
    const witness = client.request("/gate/a");
    const call = client.request("/early", { method: "POST", open: true });
    call.stream.write("some");
    await stage.demo.ran("/gate/a");
    await stage.drain();
    expect((await call.response()).status).toBe(413);
    stage.demo.open("a");
    await witness.response();
    await client.ended();
    await stage.cleanReport();
  });
}

/** Streams that do not complete. */
export function cut(promise: DefinePromise): void {
  promise("h2-cut", "what is left at the deadline is cut and reported, stream by stream", async (stage) => {
    await stage.start(shortDrain);
    const client = await connectHttp2(stage);
    const calls = [
      client.request("/echo", { method: "POST", open: true }),
      client.request("/gate/a"),
      client.request("/stream/a"),
    ];
    calls[0]?.stream.write("half");
    for (const path of ["/echo", "/gate/a", "/stream/a"]) await stage.demo.ran(path);
    await calls[2]?.receives("first,");
    await client.ping();
    await stage.drain();
    const report = await stage.report();
    const cut = (method: string, url: string, state: string) => ({
      kind: "request",
      method,
      url,
      state,
      ageMs: expect.any(Number),
      remote: expect.stringContaining("127.0.0.1"),
    });
    expect(report.cuts).toEqual([
      cut("POST", "/echo", "reading"),
      cut("GET", "/gate/a", "handling"),
      cut("GET", "/stream/a", "responding"),
    ]);
    expect(report).toMatchObject({
      outcome: "cut",
      connections: { total: 1, cut: 1, closed: 0 },
      requests: { total: 3, cut: 3, answered: 0, aborted: 0 },
    });
    await client.sees("closed");
  });

  promise("h2-abort", "a stream that its client resets is not waited for", async (stage) => {
    await stage.start();
    const client = await connectHttp2(stage);
    const calls = [client.request("/gate/a"), client.request("/stream/a"), client.request("/big")];
    calls[2]?.stream.pause();
    for (const path of ["/gate/a", "/stream/a", "/big"]) await stage.demo.ran(path);
    await calls[1]?.receives("first,");
    await stage.drain();
    for (const { stream } of calls) stream.close(8);
    await client.ended();
    const { requests } = await stage.cleanReport();
    expect(requests).toMatchObject({ total: 3, answered: 0, aborted: 3, cut: 0 });
  });

  promise("h2-gone", "a client that goes away with its streams open is not waited for", async (stage) => {
    await stage.start();
    const client = await connectHttp2(stage);
    client.request("/gate/a");
    client.request("/stream/a");
    for (const path of ["/gate/a", "/stream/a"]) await stage.demo.ran(path);
    await stage.drain();
    client.close();
    const { requests } = await stage.cleanReport();
    expect(requests).toMatchObject({ total: 2, aborted: 2, cut: 0 });
  });

  promise("h2-second-signal", "a second signal cuts everything at once", async (stage) => {
    await stage.start(shortDrain);
    const clients = await Promise.all(Array.from({ length: 20 }, () => connectHttp2(stage)));
    for (const client of clients) client.request("/gate/a");
    await stage.demo.ran("/gate/a", clients.length);
    await stage.drain();
    const report = await stage.report();
    expect(report).toMatchObject({ connections: { cut: 20 }, requests: { total: 20, cut: 20 } });
    for (const client of clients) await client.sees("closed");
  });
}
