import { afterEach, describe, expect, test } from "vitest";
import { builtExample, ExampleProcess } from "./example-process.js";
import { answer, begin, send } from "./order-client.js";

let service: ExampleProcess;
afterEach(() => service.close());

async function start(): Promise<{ port: number; scrape: () => Promise<string> }> {
  service = new ExampleProcess(builtExample("prometheus"), { METRICS_PORT: "0" });
  const metricsPort = await service.port(/^metrics on http:\/\/127\.0\.0\.1:(\d+)$/);
  const scrape = async () => {
    const { status, body, complete } = await send({ port: metricsPort, path: "/metrics" });
    expect({ status, complete }).toEqual({ status: 200, complete: true });
    return body;
  };
  return { port: await service.port(), scrape };
}

/** A scrape that comes too early is answered as well, and is not the last one. */
async function scrapeUntil(scrape: () => Promise<string>, part: string): Promise<string> {
  for (let n = 0; n < 500; n++) {
    const metrics = await scrape();
    if (metrics.includes(part)) return metrics;
  }
  throw new Error(`No scrape had ${part}`);
}

describe("the Prometheus example", () => {
  test("is scraped while it serves, while it drains and once more before it ends", async () => {
    const { port, scrape } = await start();
    const upload = begin({ port, method: "POST", path: "/" }, 4);
    upload.write("ab");
    const serving = await scrapeUntil(scrape, "graceful_requests_in_flight 1\n");
    expect(serving).toContain('graceful_connections{state="active"} 1\n');
    expect(serving).toContain('graceful_cuts_total{kind="request"} 0\n');
    expect(serving).not.toContain("graceful_phase_started_seconds{");

    service.kill("SIGTERM");
    await service.line(/SIGTERM: draining/);
    const draining = await scrape();
    expect(draining).toContain('graceful_phase_started_seconds{phase="draining"}');
    expect(draining).toContain("graceful_requests_in_flight 1\n");

    upload.end("cd");
    expect(await answer(upload)).toMatchObject({ status: 200, body: "4 bytes\n", complete: true });
    const last = await scrapeUntil(scrape, 'graceful_phase_started_seconds{phase="releasing"}');
    expect(last).toContain("graceful_requests_in_flight 0\n");
    expect(last).toContain('graceful_cuts_total{kind="request"} 0\n');

    await expect(service.over()).resolves.toEqual({ code: 0, signal: null });
    expect(await service.report()).toMatchObject({ outcome: "clean", releases: [{ name: "metrics" }] });
    await expect(scrape()).rejects.toMatchObject({ code: "ECONNREFUSED" });
  });

  test("ends well when the last values are not fetched", async () => {
    await start();
    service.kill("SIGTERM");
    await expect(service.over()).resolves.toEqual({ code: 0, signal: null });
    expect(await service.report()).toMatchObject({ outcome: "clean" });
  });
});
