import type { Server as HttpServer } from "node:http";
import { expect } from "vitest";
import { requestText } from "../../../test-kit/requests.mjs";
import { contractLine, type DefinePromise, type Subject } from "../contract-line.js";
import { BIG } from "../demo.js";
import { shortDrain, shortIdleGrace } from "../plans.js";

const FIVE_MB = 5 << 20;

/** Bodies in progress, in both directions: lines 6, 8 and 9. */
export function bodies(subject: Subject): void {
  uploads(subject);
  slowReaders(subject);
  earlyAnswers(subject);
}

function uploads(subject: Subject): void {
  contractLine(
    subject,
    6,
    "A body upload in progress is read to its end and answered; `Expect: 100-continue` too.",
    (promise) => {
      begunBefore(promise);
      continued(promise);
    },
  );
}

function begunBefore(promise: DefinePromise): void {
  promise("upload-length", "a body with a content length", async (stage) => {
    await stage.start(shortIdleGrace);
    const client = await stage.connect();
    const witness = await stage.connectIdle();
    client.write(`${requestText("POST", "/echo", { headers: { "Content-Length": "10" } })}hello`);
    await stage.demo.ran("/echo");
    await stage.drain();
    await witness.ended();
    client.write("world");
    const response = await client.response(1);
    expect(response).toMatchObject({ status: 200, text: "helloworld", headers: { connection: "close" } });
    await client.ended();
    await stage.cleanReport();
  });

  promise("upload-chunked", "a chunked body", async (stage) => {
    await stage.start(shortIdleGrace);
    const client = await stage.connect();
    const witness = await stage.connectIdle();
    const head = requestText("POST", "/echo", { headers: { "Transfer-Encoding": "chunked" } });
    client.write(`${head}5\r\nhello\r\n`);
    await stage.demo.ran("/echo");
    await stage.drain();
    await witness.ended();
    client.write("5\r\nwor");
    client.write("ld\r\n0\r\n\r\n");
    const response = await client.response(1);
    expect(response).toMatchObject({ status: 200, text: "helloworld", headers: { connection: "close" } });
    await client.ended();
    await stage.cleanReport();
  });

  promise("upload-not-begun", "a body of which no byte has arrived yet", async (stage) => {
    await stage.start(shortIdleGrace);
    const client = await stage.connect();
    const witness = await stage.connectIdle();
    client.write(requestText("POST", "/echo", { headers: { "Content-Length": "5" } }));
    await stage.demo.ran("/echo");
    await stage.drain();
    await witness.ended();
    client.write("hello");
    expect(await client.response(1)).toMatchObject({ text: "hello", headers: { connection: "close" } });
    await client.ended();
    await stage.cleanReport();
  });
}

function continued(promise: DefinePromise): void {
  promise("upload-expect", "a client that got 100 Continue before the drain", async (stage) => {
    await stage.start();
    const client = await stage.connect();
    client.write(
      requestText("POST", "/echo", { headers: { "Content-Length": "5", Expect: "100-continue" } }),
    );
    expect((await client.interim()).status).toBe(100);
    await stage.drain();
    client.write("hello");
    expect(await client.response(1)).toMatchObject({ text: "hello", headers: { connection: "close" } });
    await client.ended();
    await stage.cleanReport();
  });

  promise("upload-expect-later", "a client that asks whether to continue during the drain", async (stage) => {
    await stage.start();
    const client = await stage.connectIdle();
    await stage.drain();
    client.write(
      requestText("POST", "/echo", { headers: { "Content-Length": "5", Expect: "100-continue" } }),
    );
    expect((await client.interim()).status).toBe(100);
    client.write("hello");
    expect(await client.response(2)).toMatchObject({ text: "hello", headers: { connection: "close" } });
    await client.ended();
    await stage.cleanReport();
  });

  for (const during of ["before", "during"] as const) {
    promise(
      `upload-own-check-${during}`,
      `the application's own checkContinue listener, asked ${during} the drain`,
      async (stage) => {
        const server = (await stage.listen()) as HttpServer;
        // Instead of the framework's own, or both would answer.
        server.removeAllListeners("checkContinue");
        await stage.attach();
        server.on("checkContinue", (request, response) => {
          response.writeContinue();
          server.emit("request", request, response);
        });
        const client = await stage.connectIdle();
        if (during === "during") await stage.drain();
        client.write(
          requestText("POST", "/echo", { headers: { "Content-Length": "5", Expect: "100-continue" } }),
        );
        expect((await client.interim()).status).toBe(100);
        if (during === "before") await stage.drain();
        client.write("hello");
        expect(await client.response(2)).toMatchObject({
          text: "hello",
          headers: { connection: "close" },
        });
        await client.ended();
        const { requests } = await stage.cleanReport();
        expect(requests).toMatchObject({ total: 1, answered: 1, aborted: 0 });
      },
    );
  }
}

function slowReaders(subject: Subject): void {
  contractLine(subject, 8, "A slow reader gets every byte.", (promise) => {
    promise(
      "slow-reader",
      "16 MB to a client that reads nothing until the idle grace is over",
      async (stage) => {
        await stage.start(shortIdleGrace);
        const client = await stage.connect();
        const witness = await stage.connectIdle();
        client.pause();
        client.request("GET", "/big");
        await stage.demo.ran("/big");
        await stage.drain();
        await witness.ended();
        client.resume();
        expect((await client.response()).body.equals(BIG)).toBe(true);
        await client.ended();
        await stage.cleanReport();
      },
    );

    promise(
      "slow-reader-later",
      "16 MB in response to a request that comes during the drain",
      async (stage) => {
        await stage.start();
        const client = await stage.connectIdle();
        await stage.drain();
        client.pause();
        client.request("GET", "/big");
        await stage.demo.ran("/big");
        client.resume();
        const response = await client.response();
        expect(response.headers.connection).toBe("close");
        expect(response.body.equals(BIG)).toBe(true);
        await client.ended();
        await stage.cleanReport();
      },
    );
  });
}

function earlyAnswers(subject: Subject): void {
  contractLine(
    subject,
    9,
    "A response sent before its request body was read (413) reaches the client: lingering close, bounded.",
    (promise) => {
      const head = requestText("POST", "/early", { headers: { "Content-Length": String(FIVE_MB) } });

      promise(
        "early-answer",
        "a client that reads only when 5 MB are sent, during the drain",
        async (stage) => {
          await stage.start();
          const client = await stage.connectIdle();
          await stage.drain();
          client.pause();
          client.write(head);
          await stage.demo.ran("/early");
          await client.flushed(Buffer.alloc(FIVE_MB));
          client.resume();
          expect(await client.response(2)).toMatchObject({ status: 413, text: "too large" });
          await client.ended();
          await stage.cleanReport();
        },
      );

      promise(
        "early-answer-before",
        "a client that still sends its body when the drain begins after the response",
        async (stage) => {
          await stage.start(shortIdleGrace);
          const client = await stage.connect();
          const witness = await stage.connectIdle();
          client.pause();
          client.write(head);
          await client.flushed(Buffer.alloc(FIVE_MB / 2));
          await stage.demo.ran("/early");
          await stage.drain();
          await witness.ended();
          await client.flushed(Buffer.alloc(FIVE_MB / 2));
          client.resume();
          expect(await client.response(1)).toMatchObject({ status: 413, text: "too large" });
          await client.ended();
          await stage.cleanReport();
        },
      );

      promise(
        "early-answer-endless",
        "a body that never ends does not outlast the deadline",
        async (stage) => {
          await stage.start(shortDrain);
          const client = await stage.connect();
          client.write(head);
          await client.response(1);
          const pump = setInterval(() => client.write("more"), 20);
          try {
            await stage.drain();
            await stage.report();
            await client.closed();
          } finally {
            clearInterval(pump);
          }
          expect(client.responses.map(({ status }) => status)).toEqual([413]);
        },
      );
    },
  );
}
