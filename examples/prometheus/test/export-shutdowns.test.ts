import { createServer } from "node:http";
import { graceful } from "@x/graceful-core";
import { Registry } from "prom-client";
import { afterEach, describe, expect, test } from "vitest";
import { exportShutdowns } from "../src/export-shutdowns.js";
import { exportStats } from "../src/export-stats.js";

const aside = { signals: false, exit: false, logger: false } as const;

let stop = () => {};
afterEach(() => stop());

async function value(
  registry: Registry,
  name: string,
  labels: Record<string, string> = {},
): Promise<unknown> {
  const { values = [] } = (await registry.getSingleMetric(name)?.get()) ?? {};
  return values.find((sample) => Object.entries(labels).every(([key, is]) => sample.labels[key] === is))
    ?.value;
}

describe("exportShutdowns", () => {
  test("counts how the shutdowns of a process ended, and what each of them cut", async () => {
    const registry = new Registry();
    stop = exportShutdowns(registry);
    expect(await value(registry, "graceful_cuts_total", { kind: "hold" })).toBe(0);

    await graceful(createServer(), aside).shutdown();
    const hung = graceful(createServer(), { ...aside, drainMs: 20 });
    hung.hold("a job that never ends");
    const { durationMs } = await hung.shutdown();

    expect(await value(registry, "graceful_shutdowns_total", { outcome: "clean" })).toBe(1);
    expect(await value(registry, "graceful_shutdowns_total", { outcome: "cut" })).toBe(1);
    expect(await value(registry, "graceful_cuts_total", { kind: "hold" })).toBe(1);
    expect(await value(registry, "graceful_shutdown_duration_seconds")).toBe(durationMs / 1_000);
    expect(await value(registry, "graceful_phase_started_seconds", { phase: "closed" })).toBeGreaterThan(0);
  });

  test("hears of nothing after its undo", async () => {
    const registry = new Registry();
    exportShutdowns(registry)();
    await graceful(createServer(), aside).shutdown();
    expect(await value(registry, "graceful_shutdowns_total", { outcome: "clean" })).toBeUndefined();
  });
});

describe("exportStats", () => {
  test("asks the lifecycle at every scrape", async () => {
    const registry = new Registry();
    const lifecycle = graceful(createServer(), aside);
    exportStats(lifecycle, registry);
    expect(await value(registry, "graceful_holds")).toBe(0);
    const end = lifecycle.hold("a job");
    expect(await value(registry, "graceful_holds")).toBe(1);
    end();
    expect(await value(registry, "graceful_connections", { state: "idle" })).toBe(0);
    await lifecycle.shutdown();
  });
});
