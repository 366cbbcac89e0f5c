import { expect } from "vitest";
import { RawClient } from "../../../test-kit/raw-client.mjs";
import type { DefinePromise } from "../contract-line.js";
import { Http2Wire } from "../http2-wire.js";
import { patient, shortIdleGrace } from "../plans.js";
import type { Stage } from "../stage.js";
import { connectHttp2 } from "./connect-http2.js";

/** When a session gets GOAWAY. */
export function goaway(promise: DefinePromise): void {
  promise("h2-idle", "an idle session gets GOAWAY at once", async (stage) => {
    await stage.start();
    const client = await connectHttp2(stage);
    await client.request("/ok").response();
    await stage.drain();
    await client.ended();
    expect(client.events.slice(0, 2)).toEqual(["connected", "/ok 200"]);
    const { connections, requests } = await stage.cleanReport();
    expect(connections).toMatchObject({ total: 1, closed: 1, cut: 0 });
    expect(requests).toMatchObject({ total: 0 });
  });

  promise(
    "h2-unused",
    "a session that never had a stream gets GOAWAY at once, with pings or without",
    async (stage) => {
      await stage.start();
      const [silent, pinging] = [await connectHttp2(stage), await connectHttp2(stage)];
      await pinging.ping();
      await silent.ping();
      await stage.drain();
      await silent.ended();
      await pinging.ended();
      await stage.cleanReport();
    },
  );

  promise(
    "h2-half",
    "a busy session gets GOAWAY at half of the drain time, and its streams complete",
    async (stage) => {
      await stage.start({ ...patient, drainMs: 3_000, idleGraceMs: 0 });
      const client = await connectHttp2(stage);
      const call = client.request("/gate/a");
      await stage.demo.ran("/gate/a");
      const events: string[] = [];
      const timer = setTimeout(() => events.push("almost half of the time"), 1_400);
      await stage.drain();
      await client.sees("goaway 0").finally(() => clearTimeout(timer));
      events.push("GOAWAY");
      expect(events).toEqual(["almost half of the time", "GOAWAY"]);
      stage.demo.open("a");
      expect((await call.response()).text).toBe("a");
      await client.ended();
      await stage.cleanReport();
    },
  );

  // Node would refuse it, and that corrupts the heap of Node: https://github.com/nodejs/node/issues/64113.
  promise("h2-crossing", "a request that arrives in the moment of the GOAWAY is answered", async (stage) => {
    await stage.start({ ...patient, idleGraceMs: 0 });
    const wire = stage.adopt(await Http2Wire.connect(stage.address(), stage.tls));
    await wire.greet();
    const drained = stage.drain();
    wire.get(1, "/ok");
    await drained;
    await wire.sees("DATA");
    await wire.sees("fin");
    expect(wire.events).not.toContain("RST_STREAM");
    const { requests } = await stage.cleanReport();
    expect(requests).toMatchObject({ total: 1, answered: 1 });
  });

  promise(
    "h2-browser",
    "a browser's session gets GOAWAY while streams run, and they complete",
    async (stage) => {
      await stage.start(patient);
      const client = await connectHttp2(stage);
      const call = client.request("/gate/a", { headers: { "sec-fetch-dest": "empty" } });
      await stage.demo.ran("/gate/a");
      await stage.drain();
      await client.sees("goaway 0");
      stage.demo.open("a");
      expect((await call.response()).text).toBe("a");
      await client.ended();
      const { requests } = await stage.cleanReport();
      expect(requests).toMatchObject({ total: 1, answered: 1, aborted: 0, cut: 0 });
    },
  );
}

/** Clients that stay after GOAWAY. */
export function staying(promise: DefinePromise): void {
  promise(
    "h2-no-preface",
    "a client that never sends its preface does not hold the drain beyond the idle grace",
    async (stage) => {
      await stage.start(shortIdleGrace);
      const wire = stage.adopt(await Http2Wire.connect(stage.address(), stage.tls));
      const half = stage.adopt(await Http2Wire.connect(stage.address(), stage.tls));
      half.write("PRI * HTTP");
      await roundTrip(stage);
      await stage.drain();
      await wire.sees("fin");
      await half.sees("fin");
      await stage.cleanReport();
    },
  );

  promise(
    "h2-deaf",
    "a client that stays after the GOAWAY does not hold the drain, used or not",
    async (stage) => {
      await stage.start(shortIdleGrace);
      const wires = [];
      for (let n = 0; n < 2; n++) {
        const wire = stage.adopt(await Http2Wire.connect(stage.address(), stage.tls));
        await wire.greet();
        wires.push(wire);
      }
      const [used, unused] = wires;
      used?.get(1, "/ok");
      await used?.sees("DATA");
      await stage.drain();
      for (const wire of [used, unused]) {
        await wire?.sees("GOAWAY");
        await wire?.sees("fin");
        wire?.ping();
      }
      await stage.cleanReport();
    },
  );

  promise(
    "h2-deaf-later",
    "a client that stays after its last response, after the idle grace, does not hold it either",
    async (stage) => {
      await stage.start(shortIdleGrace);
      const wire = stage.adopt(await Http2Wire.connect(stage.address(), stage.tls));
      await wire.greet();
      wire.get(1, "/gate/a");
      await stage.demo.ran("/gate/a");
      const witness = stage.adopt(await Http2Wire.connect(stage.address(), stage.tls));
      await stage.drain();
      // The idle grace is over.
      await witness.sees("fin");
      stage.demo.open("a");
      await wire.sees("DATA");
      await wire.sees("GOAWAY");
      const { requests } = await stage.cleanReport();
      expect(requests).toMatchObject({ total: 1, answered: 1 });
    },
  );
}

/** Sessions that begin during the drain, or before the engine was attached. */
export function begun(promise: DefinePromise): void {
  promise("h2-meanwhile", "streams that are opened meanwhile complete, too", async (stage) => {
    await stage.start();
    const client = await connectHttp2(stage);
    const first = client.request("/gate/a");
    await stage.demo.ran("/gate/a");
    await stage.drain();
    const second = client.request("/stream/b");
    await second.receives("first,");
    expect(await client.request("/echo", { method: "POST", body: "hello" }).response()).toMatchObject({
      text: "hello",
    });
    stage.demo.open("a");
    expect((await first.response()).text).toBe("a");
    expect((await client.request("/ok").response()).text).toBe("ok");
    stage.demo.open("b");
    expect((await second.response()).text).toBe("first,last");
    await client.ended();
    expect(client.events.slice(1, 6)).toEqual([
      "/echo 200",
      "/gate/a 200",
      "/ok 200",
      "/stream/b 200",
      "goaway 0",
    ]);
    const { requests } = await stage.cleanReport();
    expect(requests).toMatchObject({ total: 4, answered: 4 });
  });

  promise("h2-new", "a connection that opens its session in the drain is served", async (stage) => {
    await stage.start();
    // Over TLS the handshake can be finished in the drain; in plain, the preface comes late.
    const late = stage.tls
      ? stage.adopt(await RawClient.connect(stage.address(), { tls: false }))
      : stage.adopt(await Http2Wire.connect(stage.address(), false));
    await roundTrip(stage);
    await stage.drain();
    if (late instanceof Http2Wire) {
      await late.greet();
      late.get(1, "/ok");
      await late.sees("DATA");
      await late.sees("GOAWAY");
    }
    late.close();
    await stage.cleanReport();
  });

  promise(
    "h2-late-attach",
    "a session that is older than the engine is tracked from its next stream on",
    async (stage) => {
      await stage.listen();
      const client = await connectHttp2(stage);
      await client.request("/ok").response();
      await stage.attach(patient);
      const call = client.request("/gate/a");
      await stage.demo.ran("/gate/a");
      await stage.drain();
      stage.demo.open("a");
      expect((await call.response()).text).toBe("a");
      await client.ended();
      const { requests } = await stage.cleanReport();
      expect(requests).toMatchObject({ total: 1, answered: 1 });
    },
  );

  promise(
    "h2-refuse",
    'with `whileDraining: "refuse"` a new stream gets 503, one in flight its answer',
    async (stage) => {
      await stage.start({ ...patient, whileDraining: "refuse" });
      const client = await connectHttp2(stage);
      const call = client.request("/gate/a");
      await stage.demo.ran("/gate/a");
      await stage.drain();
      const refused = await client.request("/ok").response();
      expect(refused).toMatchObject({ status: 503, headers: { "retry-after": "1" } });
      expect(
        await client.request("/echo", { method: "POST", body: "x".repeat(100_000) }).response(),
      ).toMatchObject({
        status: 503,
      });
      stage.demo.open("a");
      expect(await call.response()).toMatchObject({ status: 200, text: "a" });
      await client.ended();
      expect(stage.demo.runs("/ok") + stage.demo.runs("/echo")).toBe(0);
      const { requests } = await stage.cleanReport();
      expect(requests).toMatchObject({ total: 3, answered: 1, refused: 2, aborted: 0 });
    },
  );
}

/** Resolves when the server has read what other clients wrote before. */
async function roundTrip(stage: Stage): Promise<void> {
  const client = await connectHttp2(stage);
  await client.request("/ok").response();
  await client.request("/ok").response();
  client.close();
}
