import { expect } from "vitest";
import { RawClient } from "../../../test-kit/raw-client.mjs";
import { contractLine, type Subject } from "../contract-line.js";
import { BIG } from "../demo.js";
import { Http2Client } from "../http2-client.js";
import { Http2Wire } from "../http2-wire.js";
import { patient, shortDrain, shortIdleGrace } from "../plans.js";
import type { Stage } from "../stage.js";

/** HTTP/2: line 16. */
export function http2(subject: Subject): void {
  contractLine(
    subject,
    16,
    "HTTP/2: streams in flight complete, and so do those opened meanwhile; a session gets GOAWAY when it has no stream, " +
      "after half of the drain time at the latest; none holds the drain.",
    (promise) => {
      promise("h2-idle", "an idle session gets GOAWAY at once", async (stage) => {
        await stage.start();
        const client = await connect(stage);
        await client.request("/ok").response();
        await stage.drain();
        await client.ended();
        expect(client.events.slice(0, 2)).toEqual(["connected", "/ok 200"]);
        const { connections, requests } = await stage.cleanReport();
        expect(connections).toMatchObject({ total: 1, closed: 1, cut: 0 });
        expect(requests).toMatchObject({ total: 0 });
      });

      promise("h2-unused", "so does one that never had a stream, pings or not", async (stage) => {
        await stage.start();
        const [silent, pinging] = [await connect(stage), await connect(stage)];
        await pinging.ping();
        await silent.ping();
        await stage.drain();
        await silent.ended();
        await pinging.ended();
        await stage.cleanReport();
      });

      promise("h2-in-flight", "a stream in flight completes, then its session gets GOAWAY", async (stage) => {
        await stage.start();
        const client = await connect(stage);
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

      promise("h2-meanwhile", "so do those that are opened meanwhile", async (stage) => {
        await stage.start();
        const client = await connect(stage);
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

      promise(
        "h2-half",
        "a busy session gets it at half of the drain time, and its streams complete",
        async (stage) => {
          await stage.start({ ...patient, drainMs: 3_000, idleGraceMs: 0 });
          const client = await connect(stage);
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

      promise("h2-browser", "a browser's gets it while streams run, and they complete", async (stage) => {
        await stage.start(patient);
        const client = await connect(stage);
        const call = client.request("/gate/a", { headers: { "sec-fetch-dest": "empty" } });
        await stage.demo.ran("/gate/a");
        await stage.drain();
        await client.sees("goaway 0");
        stage.demo.open("a");
        expect((await call.response()).text).toBe("a");
        await client.ended();
        const { requests } = await stage.cleanReport();
        expect(requests).toMatchObject({ total: 1, answered: 1, aborted: 0, cut: 0 });
      });

      promise(
        "h2-cut",
        "what is left at the deadline is cut and reported, stream by stream",
        async (stage) => {
          await stage.start(shortDrain);
          const client = await connect(stage);
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
        },
      );

      promise("h2-slow-reader", "a slow reader gets every byte", async (stage) => {
        await stage.start();
        const client = await connect(stage);
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
        const client = await connect(stage);
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
        const client = await connect(stage);
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

      promise("h2-abort", "a stream that its client resets is not waited for", async (stage) => {
        await stage.start();
        const client = await connect(stage);
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

      promise("h2-gone", "nor is a client that goes away with its streams open", async (stage) => {
        await stage.start();
        const client = await connect(stage);
        client.request("/gate/a");
        client.request("/stream/a");
        for (const path of ["/gate/a", "/stream/a"]) await stage.demo.ran(path);
        await stage.drain();
        client.close();
        const { requests } = await stage.cleanReport();
        expect(requests).toMatchObject({ total: 2, aborted: 2, cut: 0 });
      });

      promise(
        "h2-no-preface",
        "a client that never says a word does not hold it beyond the idle grace",
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

      promise("h2-deaf", "nor does one that stays when it is told to go, used or not", async (stage) => {
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
      });

      promise(
        "h2-deaf-later",
        "nor one that stays behind its last answer, after the idle grace",
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
        "a session from before the attaching is taken in with its next stream",
        async (stage) => {
          await stage.listen();
          const client = await connect(stage);
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
          const client = await connect(stage);
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

      promise("h2-second-signal", "everything is cut at once when nobody waits any more", async (stage) => {
        await stage.start(shortDrain);
        const clients = await Promise.all(Array.from({ length: 20 }, () => connect(stage)));
        for (const client of clients) client.request("/gate/a");
        await stage.demo.ran("/gate/a", clients.length);
        await stage.drain();
        const report = await stage.report();
        expect(report).toMatchObject({ connections: { cut: 20 }, requests: { total: 20, cut: 20 } });
        for (const client of clients) await client.sees("closed");
      });
    },
  );
}

async function connect(stage: Stage): Promise<Http2Client> {
  return stage.adopt(await Http2Client.connect(stage.address(), stage.tls));
}

/** Resolves when the server has read what other clients wrote before. */
async function roundTrip(stage: Stage): Promise<void> {
  const client = await connect(stage);
  await client.request("/ok").response();
  await client.request("/ok").response();
  client.close();
}
