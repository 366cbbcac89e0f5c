import { once } from "node:events";
import type { Server } from "node:http";
import { connect, createServer } from "node:net";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { BOUND_MS } from "../../../test-kit/condition.mjs";
import { GracefulError } from "../src/errors.js";
import type { ServedProbe } from "../src/health/create-probes.js";
import { createProbeServer } from "../src/health/probe-server.js";
import type { Probe } from "../src/target.js";
import { exchange } from "./exchange.js";

const HOST = "127.0.0.1";

const says = (body: string, status = 200): Probe => {
  return async () => ({ status, headers: { "content-length": String(body.length) }, body });
};

const PROBES: ServedProbe[] = [
  { kind: "live", path: "/livez", probe: says("alive") },
  { kind: "ready", path: "/readyz", probe: says("not yet", 503) },
];

async function listen(probes = PROBES) {
  const server = createProbeServer({ port: 0, host: HOST, probes });
  onTestFinished(() => server.close());
  const port = await server.listen();
  const ask = async (target: string, method = "GET") => {
    const text = await exchange(port, `${method} ${target} HTTP/1.1\r\nHost: a\r\n\r\n`);
    // The one header that is never the same twice.
    return text.replace(/Date: [^\r]*\r\n/, "");
  };
  return { port, ask, close: () => server.close() };
}

const ALIVE = "HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 5\r\n\r\nalive";

/** What this process would stay alive for: sockets and servers that were not told otherwise. */
const handles = () => process.getActiveResourcesInfo().filter((name) => name.startsWith("TCP"));

/** Waits until what the tests before have closed is gone. */
const noHandles = () => vi.waitFor(() => expect(handles()).toEqual([]), { timeout: BOUND_MS });

describe("the probe server answers", () => {
  test("each probe at its path, and closes the connection though the client did not ask for it", async () => {
    const { ask } = await listen();
    expect(await ask("/livez")).toBe(ALIVE);
    expect(await ask("/readyz")).toBe(
      "HTTP/1.1 503 Service Unavailable\r\nconnection: close\r\ncontent-length: 7\r\n\r\nnot yet",
    );
  });

  test("whatever the query, and the absolute form that proxies send", async () => {
    const { ask } = await listen();
    expect(await ask("/livez?from=elb")).toBe(ALIVE);
    expect(await ask("http://a/livez")).toBe(ALIVE);
  });

  test("HEAD with the headers alone", async () => {
    const { ask } = await listen();
    expect(await ask("/livez", "HEAD")).toBe(ALIVE.replace("alive", ""));
  });

  test("other methods with 405", async () => {
    const { ask } = await listen();
    expect(await ask("/livez", "POST")).toBe(
      "HTTP/1.1 405 Method Not Allowed\r\nconnection: close\r\nallow: GET, HEAD\r\ncontent-length: 0\r\n" +
        "cache-control: no-store\r\n\r\n",
    );
  });

  test.each(["/", "/livez/", "/metrics", "*"])("%s with 404", async (target) => {
    const { ask } = await listen();
    const method = target === "*" ? "OPTIONS" : "GET";
    expect(await ask(target, method)).toBe(
      "HTTP/1.1 404 Not Found\r\nconnection: close\r\ncontent-length: 0\r\n\r\n",
    );
  });

  test("a request that arrives byte by byte", async () => {
    const { port } = await listen();
    const socket = connect(port, HOST).setNoDelay().setEncoding("latin1");
    let received = "";
    socket.on("data", (chunk) => {
      received += chunk;
    });
    for (const byte of "GET /livez HTTP/1.1\r\nHost: a\r\n\r\n") {
      await new Promise((written) => socket.write(byte, written));
    }
    await once(socket, "close");
    expect(received).toMatch(/^HTTP\/1\.1 200 OK\r\n.*alive$/s);
  });

  test("garbage with 400", async () => {
    const { port } = await listen();
    expect(await exchange(port, "\x16\x03\x01 hello\r\n\r\n")).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/);
  });

  test("each question anew", async () => {
    let asked = 0;
    const { ask } = await listen([
      { kind: "live", path: "/livez", probe: async () => says(`no. ${++asked}`)() },
    ]);
    await ask("/livez");
    expect(await ask("/livez")).toMatch(/no\. 2$/);
  });
});

describe("the probe server", () => {
  test("does not keep the process alive, by listening or by a connection that never sends a byte", async () => {
    await noHandles();
    const { port } = await listen();
    const silent = connect(port, HOST);
    await once(silent, "connect");
    // Answered after the silent one was accepted, since the kernel hands connections over in their order.
    await exchange(port, "GET /livez HTTP/1.1\r\nHost: a\r\n\r\n");
    silent.unref();
    expect(handles()).toEqual([]);
    silent.destroy();
  });

  test("that is called twice to listen listens once", async () => {
    const server = createProbeServer({ port: 0, host: HOST, probes: PROBES });
    onTestFinished(() => server.close());
    const [first, second] = await Promise.all([server.listen(), server.listen()]);
    expect(first).toBe(second);
  });

  test("closed, takes no connection, and cuts those that are open", async () => {
    const { port, close } = await listen();
    const silent = connect(port, HOST);
    await once(silent, "connect");
    const cut = once(silent, "close");
    silent.on("error", () => {});
    await close();
    await cut;
    await expect(exchange(port, "")).rejects.toMatchObject({ code: "ECONNREFUSED" });
    await close();
  });

  test("closed before it listened has nothing to close", async () => {
    await createProbeServer({ port: 0, host: HOST, probes: PROBES }).close();
  });

  test("closed while it is about to listen, does not listen", async () => {
    const server = createProbeServer({ port: 0, host: HOST, probes: PROBES });
    const [port] = await Promise.all([server.listen(), server.close()]);
    await expect(exchange(port, "")).rejects.toMatchObject({ code: "ECONNREFUSED" });
  });
});

test("a failed accept of the probe server ends no process", async () => {
  const servers: Server[] = [];
  const created = createProbeServer({
    port: 0,
    host: HOST,
    probes: PROBES,
    onServer: (server) => servers.push(server),
  });
  onTestFinished(() => created.close());
  await created.listen();
  const [server] = servers;
  expect([server?.emit("error", new Error("EMFILE")), server?.emit("error", new Error("EMFILE"))]).toEqual([
    true,
    true,
  ]);
});

describe("an error names the option", () => {
  const failing = (port: number, host: string | undefined = HOST) =>
    createProbeServer({ port, host, probes: PROBES })
      .listen()
      .catch((error: unknown) => error as GracefulError);

  test("a port in use", async () => {
    const other = createServer().listen(0, HOST);
    onTestFinished(() => void other.close());
    await once(other, "listening");
    const address = other.address();
    const port = typeof address === "object" && address ? address.port : 0;
    const error = await failing(port);
    expect(error).toBeInstanceOf(GracefulError);
    expect(error).toMatchObject({ code: "INVALID_OPTION", cause: { code: "EADDRINUSE" } });
    expect((error as Error).message).toBe(
      `[INVALID_OPTION] Expected \`health.port\` to be one that is free, got \`${port}\` (EADDRINUSE)`,
    );
  });

  test("an address that is not of this machine", async () => {
    // Of the range that is kept for documentation (RFC 5737).
    expect(await failing(0, "192.0.2.1")).toMatchObject({
      code: "INVALID_OPTION",
      message:
        "[INVALID_OPTION] Expected `health.host` to be an address of this machine, got `192.0.2.1` (EADDRNOTAVAIL)",
    });
  });

  test("closing after that is no error", async () => {
    const server = createProbeServer({ port: 0, host: "192.0.2.1", probes: PROBES });
    await expect(server.listen()).rejects.toThrow("health.host");
    await server.close();
  });
});
