import { createClient } from "graphql-ws";
import { io } from "socket.io-client";
import { beforeAll, expect, onTestFinished, test } from "vitest";
import WebSocket from "ws";
import { INSTALL_MS, installPackages, Page } from "./page.js";

beforeAll(installPackages, INSTALL_MS);

const json = (body: unknown) => ({
  headers: { "Content-Type": "application/json", Accept: "application/json, text/event-stream" },
  body: JSON.stringify(body),
});
const SAID = ["in flight", "loaded", "orders closed"];
const WELL = { code: 0, signal: null };

test("Apollo Server answers the query in flight, and is stopped after it", async () => {
  using page = new Page("apollo");
  const client = await page.inFlight("/graphql", "POST", json({ query: "{ orders }" }));
  page.kill("SIGTERM");
  const { status, text } = await client.response();
  expect([status, text]).toEqual([200, '{"data":{"orders":["tea"]}}\n']);
  expect(await page.ended).toEqual(WELL);
  expect(page.said).toEqual(SAID);
});

test("tRPC answers the query in flight, and ends the subscription", async () => {
  using page = new Page("trpc");
  const subscription = await fetch(`http://127.0.0.1:${await page.listening}/ticks`);
  const client = await page.inFlight("/orders");
  page.kill("SIGTERM");
  const { status, text } = await client.response();
  expect([status, text]).toEqual([200, '{"result":{"data":["tea"]}}']);
  expect(await subscription.text()).toContain("id: 0");
  expect(await page.ended).toEqual(WELL);
  expect(page.said).toEqual(SAID);
});

test("GraphQL subscriptions are closed with 1001, while the request in flight is answered", async () => {
  using page = new Page("graphql-subscriptions");
  const codes: number[] = [];
  const subscriber = createClient({
    url: `ws://127.0.0.1:${await page.listening}/graphql`,
    webSocketImpl: WebSocket,
    retryAttempts: 0,
    on: { closed: (event) => void codes.push((event as { code: number }).code) },
  });
  const ticks = subscriber.iterate({ query: "subscription { ticks }" });
  expect(await ticks.next()).toEqual({ done: false, value: { data: { ticks: 0 } } });
  const client = await page.inFlight();
  page.kill("SIGTERM");
  expect((await client.response()).text).toBe('["tea"]');
  expect(await page.ended).toEqual(WELL);
  expect(codes).toEqual([1001]);
  expect(page.said).toEqual(SAID);
});

test("the MCP SDK answers the tool call in flight", async () => {
  using page = new Page("mcp");
  const call = { jsonrpc: "2.0", id: 1, method: "tools/call", params: { name: "orders", arguments: {} } };
  const client = await page.inFlight("/mcp", "POST", json(call));
  page.kill("SIGTERM");
  const { status, text } = await client.response();
  expect(status).toBe(200);
  expect(text).toContain('"text":"tea"');
  expect(await page.ended).toEqual(WELL);
  expect(page.said).toEqual(SAID);
});

test("an object with the methods of Prisma's client is disconnected after the last response", async () => {
  using page = new Page("prisma");
  await (await page.connect()).get("/").receives('["tea"]');
  page.kill("SIGTERM");
  expect(await page.ended).toEqual(WELL);
  expect(page.said).toEqual(["disconnected"]);
});

test.for(["websocket", "polling"])(
  "Socket.IO's clients on %s have their acknowledgement and come back, while the request in flight is answered",
  async (transport, { expect }) => {
    using page = new Page("socket-io");
    const port = await page.listening;
    const socket = io(`http://127.0.0.1:${port}`, { transports: [transport], reconnectionDelay: 50 });
    onTestFinished(() => void socket.disconnect());
    const gone = new Promise((resolve) => socket.on("disconnect", resolve));
    await new Promise<void>((resolve) => socket.on("connect", resolve));
    const asked = socket.emitWithAck("orders");
    await page.line(/^in flight$/);
    const client = await page.connect();
    client.request("GET", "/");
    await page.line(/^in flight$/, 2);
    page.kill("SIGTERM");
    expect(await asked).toEqual(["tea"]);
    expect(await gone).toBe(transport === "polling" ? "transport error" : "transport close");
    expect((await client.response()).text).toBe('["tea"]');
    expect(await page.ended).toEqual(WELL);
    expect(page.said).toEqual(["in flight", "in flight", "loaded", "loaded", "orders closed"]);

    const back = new Promise<void>((resolve) => socket.once("connect", resolve));
    using _next = new Page("socket-io", { environment: { PORT: String(port) } });
    await back;
  },
);
