import { expect } from "vitest";
import { requestText } from "../../../test-kit/requests.mjs";
import { contractLine } from "../contract-line.js";
import { BIG } from "../demo.js";
import { CLEAN, type OutsideSubject, sentenceOf } from "../outside-subject.js";

export function uploads(subject: OutsideSubject): void {
  const { begin } = subject;
  contractLine(subject, 6, sentenceOf(6), (promise) => {
    promise(
      "upload",
      "an upload of which half arrives before the signal and half after it",
      async (stage) => {
        const { app, connect } = await begin(stage);
        const client = await connect();
        client.write(`${requestText("POST", "/echo", { headers: { "Content-Length": "10" } })}hello`);
        await app.ran("/echo");
        await app.signal();
        client.write("world");
        expect(await client.response(1)).toMatchObject({
          text: "helloworld",
          headers: { connection: "close" },
        });
        await client.ended();
        expect(await app.ended()).toEqual(CLEAN);
      },
    );

    promise("upload-expect", "a client that got 100 Continue before the drain", async (stage) => {
      const { app, connect } = await begin(stage);
      const client = await connect();
      client.write(
        requestText("POST", "/echo", { headers: { "Content-Length": "5", Expect: "100-continue" } }),
      );
      expect((await client.interim()).status).toBe(100);
      await app.signal();
      client.write("hello");
      expect(await client.response(1)).toMatchObject({ text: "hello", headers: { connection: "close" } });
      await client.ended();
      expect(await app.ended()).toEqual(CLEAN);
    });
  });
}

export function slowReaders(subject: OutsideSubject): void {
  const { begin } = subject;
  contractLine(subject, 8, sentenceOf(8), (promise) => {
    promise("slow-reader", "16 MB to a client that reads nothing until the grace is over", async (stage) => {
      const { app, connect } = await begin(stage, { idleGraceMs: 300 });
      const client = await connect();
      const witness = await stage.connectIdle(await app.address());
      client.pause();
      client.request("GET", "/big");
      await app.ran("/big");
      await app.signal();
      await witness.ended();
      client.resume();
      expect((await client.response()).body.equals(BIG)).toBe(true);
      await client.ended();
      expect(await app.ended()).toEqual(CLEAN);
    });
  });
}

export function earlyAnswers(subject: OutsideSubject): void {
  const { begin } = subject;
  contractLine(subject, 9, sentenceOf(9), (promise) => {
    promise("early-answer", "a client that reads only when 5 MB are sent", async (stage) => {
      const { app } = await begin(stage, { idleGraceMs: 20_000 });
      const client = await stage.connectIdle(await app.address());
      await app.signal();
      client.pause();
      client.write(requestText("POST", "/early", { headers: { "Content-Length": String(5 << 20) } }));
      await app.ran("/early");
      await client.flushed(Buffer.alloc(5 << 20));
      client.resume();
      expect((await client.response(2)).status).toBe(413);
    });
  });
}
