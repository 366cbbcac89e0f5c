import { expect } from "vitest";
import { contractLine } from "../contract-line.js";
import { Http2Client } from "../http2-client.js";
import { CLEAN, type OutsideSubject, sentenceOf } from "../outside-subject.js";

/** The record header of a ClientHello of 512 bytes, none of which follow. */
const HALF_HELLO = Buffer.from([0x16, 0x03, 0x01, 0x02, 0x00]);

/** TLS handshakes in progress: line 12. */
export function outsideHandshakes({ begin, ...subject }: OutsideSubject): void {
  contractLine(subject, 12, sentenceOf(12), (promise) => {
    for (const [id, variant, said] of [
      ["handshake-silent", "a client that says nothing", ""],
      ["handshake-half", "a client that stops within its first message", HALF_HELLO],
    ] as const) {
      promise(id, `${variant}: the process ends`, async (stage) => {
        const { app, connect } = await begin(stage, { idleGraceMs: 200 });
        const client = await stage.connect({ tls: false }, await app.address());
        client.write(said);
        // Bytes that arrived earlier are read before this is answered.
        await (await connect()).request("GET", "/ok").response();
        await app.signal();
        expect(await app.ended()).toEqual(CLEAN);
      });
    }

    promise("handshake-in-time", "a client that shakes hands during the drain", async (stage) => {
      const { app, connect } = await begin(stage, { idleGraceMs: 20_000 });
      const client = await stage.connect({ tls: "later" }, await app.address());
      await (await connect()).request("GET", "/ok").response();
      await app.signal();
      client.startTls();
      const response = await client.request("GET", "/ok").response();
      expect(response).toMatchObject({ text: "ok", headers: { connection: "close" } });
      await client.ended();
    });
  });
}

/** HTTP/2, over TLS and in plain: line 16. */
export function outsideHttp2({ begin, ...subject }: OutsideSubject): void {
  contractLine(subject, 16, sentenceOf(16), (promise) => {
    promise("h2-idle", "an idle session gets GOAWAY at once", async (stage) => {
      const { app } = await begin(stage);
      const client = stage.adopt(await Http2Client.connect(await app.address(), stage.tls));
      await client.request("/ok").response();
      await app.signal();
      await client.ended();
      expect(await app.ended()).toEqual(CLEAN);
    });

    promise("h2-in-flight", "streams in flight complete, and so do those opened meanwhile", async (stage) => {
      const { app } = await begin(stage);
      const client = stage.adopt(await Http2Client.connect(await app.address(), stage.tls));
      const first = client.request("/gate/a");
      await app.ran("/gate/a");
      await app.signal();
      const second = client.request("/gate/b");
      await app.ran("/gate/b");
      await app.open("a");
      expect((await first.response()).text).toBe("a");
      await app.open("b");
      expect((await second.response()).text).toBe("b");
      await client.ended();
      expect(await app.ended()).toEqual(CLEAN);
    });
  });
}

/** An unknown protocol: line 19. */
export function outsideRaw({ begin, ...subject }: OutsideSubject): void {
  contractLine(subject, 19, sentenceOf(19), (promise) => {
    promise("raw-talking", "the drain waits for a connection that is still talking", async (stage) => {
      const { app, connect } = await begin(stage);
      const client = await connect();
      client.write("before;");
      await client.receives("before;");
      await app.signal();
      await app.refuses(await app.address());
      client.write("during;");
      await client.receives("before;during;");
      client.end();
      await client.closed();
      expect(client.events).toEqual(["connected", "fin", "closed"]);
      expect(await app.ended()).toEqual(CLEAN);
    });

    promise("raw-cut", "what is left at the deadline is cut and reported", async (stage) => {
      const { app, connect } = await begin(stage, { drainMs: 500, idleGraceMs: 100 });
      const client = await connect();
      client.write("hello;");
      await client.receives("hello;");
      await app.signal();
      await client.closed();
      expect(await app.ended()).toEqual({ code: 1, signal: null });
      expect(app.log).toContainEqual(expect.stringMatching(/1 connection/));
    });
  });
}
