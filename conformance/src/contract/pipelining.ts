import { expect } from "vitest";
import type { RawClient } from "../../../test-kit/raw-client.mjs";
import { requestText } from "../../../test-kit/requests.mjs";
import { contractLine, type DefinePromise, type Subject } from "../contract-line.js";

/** Several requests on one connection at a time: line 5. */
export function pipelining(subject: Subject): void {
  contractLine(
    subject,
    5,
    "Pipelined requests that were received are all answered, in order; only the last one says close.",
    (promise) => {
      received(promise);
      onTheirWay(promise);
    },
  );
}

function received(promise: DefinePromise): void {
  promise("pipelined", "three requests that are answered from the last to the first", async (stage) => {
    await stage.start();
    const client = await stage.connect();
    client.write(["a", "b", "c"].map((name) => requestText("GET", `/gate/${name}`)).join(""));
    for (const name of ["a", "b", "c"]) await stage.demo.ran(`/gate/${name}`);
    await stage.drain();
    for (const name of ["c", "b", "a"]) stage.demo.open(name);
    await client.ended();
    await stage.cleanReport();
    expect(client.responses.map(({ text }) => text)).toEqual(["a", "b", "c"]);
    expectOnlyTheLastToClose(client);
  });

  promise(
    "pipelined-waiting",
    "a response that was ready before the drain, and waits for its turn",
    async (stage) => {
      await stage.start();
      const client = await stage.connect();
      client.write(requestText("GET", "/gate/a") + requestText("GET", "/ok"));
      await stage.demo.ran("/ok");
      await stage.drain();
      stage.demo.open("a");
      await client.ended();
      await stage.cleanReport();
      expect(client.responses.map(({ text }) => text)).toEqual(["a", "ok"]);
      // The second was rendered before the drain began: nothing can be added to it, so FIN has to say it.
      expect(client.responses[0]?.headers.connection).not.toBe("close");
    },
  );

  promise("pipelined-post", "a GET and the POST that follows it", async (stage) => {
    await stage.start();
    const client = await stage.connect();
    client.write(requestText("GET", "/gate/a") + requestText("POST", "/echo", { body: "hello" }));
    await stage.demo.ran("/echo");
    await stage.drain();
    stage.demo.open("a");
    await client.ended();
    await stage.cleanReport();
    expect(client.responses.map(({ text }) => text)).toEqual(["a", "hello"]);
    expect(client.responses[0]?.headers.connection).not.toBe("close");
  });

  promise(
    "pipelined-upload",
    "a GET and the POST that follows it, whose body is still arriving",
    async (stage) => {
      await stage.start();
      const client = await stage.connect();
      const post = requestText("POST", "/echo", { headers: { "Content-Length": "10" } });
      client.write(`${requestText("GET", "/gate/a")}${post}hello`);
      await stage.demo.ran("/echo");
      await stage.drain();
      stage.demo.open("a");
      expect((await client.response(1)).text).toBe("a");
      client.write("world");
      expect((await client.response(2)).text).toBe("helloworld");
      await client.ended();
      await stage.cleanReport();
      expectOnlyTheLastToClose(client);
    },
  );
}

function onTheirWay(promise: DefinePromise): void {
  promise("pipelined-later", "a request that follows one in flight after the drain began", async (stage) => {
    await stage.start();
    const client = await stage.connect();
    client.request("GET", "/gate/a");
    await stage.demo.ran("/gate/a");
    await stage.drain();
    client.request("GET", "/gate/b");
    await stage.demo.ran("/gate/b");
    stage.demo.open("a");
    expect((await client.response(1)).text).toBe("a");
    stage.demo.open("b");
    expect((await client.response(2)).text).toBe("b");
    await client.ended();
    await stage.cleanReport();
    expectOnlyTheLastToClose(client);
  });

  promise("pipelined-half", "a request of which half the headers have arrived", async (stage) => {
    await stage.start();
    const client = await stage.connect();
    client.write(`${requestText("GET", "/gate/a")}GET /ok HTTP/1.1\r\nHo`);
    await stage.demo.ran("/gate/a");
    await stage.roundTrip();
    await stage.drain();
    const before = stage.demo.runs("/ok");
    client.write("st: test\r\n\r\n");
    await stage.demo.ran("/ok", before + 1);
    stage.demo.open("a");
    await client.ended();
    await stage.cleanReport();
    expect(client.responses.map(({ text }) => text)).toEqual(["a", "ok"]);
  });
}

function expectOnlyTheLastToClose(client: RawClient): void {
  const says = client.responses.map(({ headers }) => headers.connection === "close");
  expect(says).toEqual(client.responses.map((_, i) => i === client.responses.length - 1));
}
