import { io } from "socket.io-client";
import { beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { SocketClient } from "../../conformance/src/socket-client.js";
import { bounded } from "../../test-kit/condition.mjs";
import { ServerProcess } from "../../test-kit/server-process.mjs";
import { INSTALL_MS } from "./install-once.js";
import { FIXTURES, installPackages, Program } from "./program.js";

beforeAll(installPackages, INSTALL_MS);

describe("Socket.IO on Express", () => {
  test.for([["websocket"], ["polling"], ["polling", "websocket"]] as const)(
    "over %s: an acknowledgement under way comes, and its client comes back by itself",
    async (transports) => {
      using first = new Program("socket-io.mjs");
      const port = await first.listening;
      const client = io(`http://127.0.0.1:${port}`, { transports: [...transports], reconnectionDelay: 50 });
      onTestFinished(() => void client.disconnect());
      const next = (event: string) => new Promise((resolve) => client.once(event, resolve));
      await bounded("the connection", next("connect"));
      const isUpgraded = transports.length > 1;
      if (isUpgraded && client.io.engine.transport.name === "polling")
        await bounded("the upgrade", new Promise((resolve) => client.io.engine.once("upgrade", resolve)));
      const asked = client.emitWithAck("ask", "hello");
      await first.line(/^in flight$/);
      const left = next("disconnect");
      first.kill("SIGTERM");
      expect(await bounded("the answer", asked)).toBe("hello");
      // Its next poll is refused where an answer has ended the one that was open.
      const isPolling = transports.length === 1 && transports[0] === "polling";
      expect(await bounded("the goodbye", left)).toBe(isPolling ? "transport error" : "transport close");
      expect(await first.ended).toEqual({ code: 0, signal: null });
      const back = next("connect");
      using second = new Program("socket-io.mjs", { PORT: String(port) });
      await bounded("the connection to the next instance", back);
      expect(await second.listening).toBe(port);
    },
  );
});

describe("SockJS", () => {
  test("over a WebSocket: each question is answered, and then comes one close frame", async () => {
    using program = new Program("sockjs.mjs");
    const client = await SocketClient.connect({ port: await program.listening }, false, {
      path: "/answers/websocket",
    });
    onTestFinished(() => client.close());
    client.send("slow");
    await program.line(/^in flight$/);
    client.send("fast");
    await client.receives("fast");
    program.kill("SIGTERM");
    client.send("now");
    expect(await client.ended()).toBe("close 1001");
    expect(client.messages.map(String)).toEqual(["fast", "now", "slow"]);
    expect(await program.ended).toEqual({ code: 0, signal: null });
  });

  test("over a streaming answer: what is under way comes, and then its goodbye", async () => {
    using program = new Program("sockjs.mjs");
    const session = `http://127.0.0.1:${await program.listening}/answers/000/session`;
    const stream = await fetch(`${session}/xhr_streaming`, { method: "POST" });
    await fetch(`${session}/xhr_send`, { method: "POST", body: '["slow"]' });
    await program.line(/^in flight$/);
    program.kill("SIGTERM");
    expect((await stream.text()).trimStart()).toMatch(/\no\na\["slow"\]\nc\[1001,"going away"\]\n$/);
    expect(await program.ended).toEqual({ code: 0, signal: null });
  });
});

describe("a reverse proxy", () => {
  test.for(["http-proxy-middleware", "http-proxy-3", "@fastify/http-proxy"])(
    "by %s: a message of 12 MB arrives whole over a slow line",
    async (name) => {
      using program = new Program("proxy.mjs", { PROXY: name });
      const port = Number((await program.line(/^proxy on (\d+)/))[1]);
      const client = await SocketClient.connect({ port }, false, { path: "/" });
      onTestFinished(() => client.close());
      client.send("large");
      client.pause();
      await program.line(/^in flight$/);
      program.kill("SIGTERM");
      await program.line(/^draining$/);
      // Longer than the upgrade grace of the program, and far from two.
      await new Promise((resolve) => setTimeout(resolve, 1_700));
      client.resume();
      await client.ended();
      expect(client.messages.map(({ length }) => length)).toEqual([12 << 20]);
    },
  );
});

test.for(["http-proxy-middleware", "http-proxy-3", "@fastify/http-proxy"])(
  "a request with a body is in flight until it is answered, although %s has sent it on",
  async (name) => {
    using program = new Program("proxy.mjs", { PROXY: name });
    const port = Number((await program.line(/^proxy on (\d+)/))[1]);
    const answer = fetch(`http://127.0.0.1:${port}/`, { method: "POST", body: "tea" });
    await program.line(/^in flight$/);
    program.kill("SIGTERM");
    expect(await (await answer).text()).toBe("first, last");
    expect(await program.report()).toMatchObject({ outcome: "clean", requests: { answered: 1 } });
    expect(await program.ended).toEqual({ code: 0, signal: null });
  },
);

describe("@grpc/grpc-js beside HTTP", () => {
  test("answers the calls under way, and ends streams with a status that says to try again", async () => {
    using program = new Program("grpc.mjs");
    const [, port = ""] = await program.line(/^grpc on (\d+)/);
    const client = new ServerProcess(process.execPath, ["grpc-client.mjs", port, "watch", "ask"], {
      cwd: FIXTURES,
    });
    await client.line(/^watch is open$/);
    await program.line(/^in flight$/);
    program.kill("SIGTERM");
    await client.line(/^ask: OK hello$/);
    await client.line(/^watch: UNAVAILABLE going away$/);
    await client.ended;
    expect(await program.ended).toEqual({ code: 0, signal: null });
    expect(await program.report()).toMatchObject({ outcome: "clean", cuts: [] });
  });

  test("ends a stream that goes on at the deadline", async () => {
    using program = new Program("grpc.mjs");
    const [, port = ""] = await program.line(/^grpc on (\d+)/);
    const client = new ServerProcess(process.execPath, ["grpc-client.mjs", port, "never"], { cwd: FIXTURES });
    await client.line(/^never is open$/);
    program.kill("SIGTERM");
    expect((await client.line(/^never: (.*)/))[1]).toMatch(/^(UNAVAILABLE|CANCELLED)/);
    await client.ended;
    expect((await program.ended).code).toBe(1);
    expect(await program.report()).toMatchObject({
      cuts: [{ kind: "hold", name: "gRPC calls" }],
      releases: [{ name: "grpc", status: "done" }],
    });
  });
});

describe("@fastify/websocket", () => {
  test.for([
    ["with its own preClose", { GOODBYE: "1" }, "close 4001 moved", ["try again in 5 s"]],
    ["without", {}, "close 1001", []],
  ] as const)("%s: its clients are told so", async ([, environment, ending, messages]) => {
    using program = new Program("fastify-websocket.mjs", environment);
    const client = await SocketClient.connect({ port: await program.listening }, false);
    onTestFinished(() => client.close());
    await program.line(/^in flight$/);
    program.kill("SIGTERM");
    expect(await client.ended()).toBe(ending);
    expect(client.messages.map(String)).toEqual(messages);
    expect(await program.ended).toEqual({ code: 0, signal: null });
  });
});
