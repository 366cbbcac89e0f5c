import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { beforeAll, describe, onTestFinished, test } from "vitest";
import { INSTALL_MS, installPackages, Page, requireHere } from "./page.js";

beforeAll(installPackages, INSTALL_MS);

/** Takes traces, each time after a while, and keeps the names of their spans. */
async function collector(): Promise<{ url: string; spans: string[] }> {
  const spans: string[] = [];
  const server = createServer(async (request, response) => {
    let text = "";
    for await (const part of request.setEncoding("utf8")) text += part;
    await sleep(200);
    spans.push(...[...text.matchAll(/"name":"(GET[^"]*)"/g)].map(([, name = ""]) => name));
    response.setHeader("Content-Type", "application/json").end("{}");
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  onTestFinished(() => void server.close());
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, spans };
}

const environmentOf = (url: string) => ({
  OTEL_EXPORTER_OTLP_ENDPOINT: url,
  OTEL_EXPORTER_OTLP_PROTOCOL: "http/json",
  OTEL_METRICS_EXPORTER: "none",
  OTEL_LOGS_EXPORTER: "none",
  OTEL_NODE_RESOURCE_DETECTORS: "none",
});

/** Found when it is installed. */
function register(): string {
  return pathToFileURL(requireHere.resolve("@opentelemetry/auto-instrumentations-node/register")).href;
}
const telemetry = (): string => "./telemetry.js";

describe("the span of the request in flight reaches the collector", () => {
  test.for([
    ["server.js", "SIGTERM", telemetry],
    ["register.js", "SIGTERM", register],
    ["register.js", "SIGINT", register],
  ] as const)("%s, at %s", async ([file, signal, preload], { expect }) => {
    const { url, spans } = await collector();
    using server = new Page("opentelemetry", { environment: environmentOf(url), preload: [preload()] }, file);
    const client = await server.inFlight();
    server.kill(signal);
    const { status, text } = await client.response();
    expect([status, text]).toEqual([200, '["tea"]']);
    expect(await server.ended).toEqual({ code: 0, signal: null });
    expect(spans).toContainEqual(expect.stringMatching(/^GET/));
  });
});
