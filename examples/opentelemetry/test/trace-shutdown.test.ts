import { createServer } from "node:http";
import { SpanStatusCode } from "@opentelemetry/api";
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  SimpleSpanProcessor,
} from "@opentelemetry/sdk-trace-base";
import { graceful, type ShutdownPlan } from "@x/graceful-core";
import { describe, expect, test } from "vitest";
import { traceShutdown } from "../src/trace-shutdown.js";

function traced(plan: ShutdownPlan) {
  const exporter = new InMemorySpanExporter();
  const provider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
  const lifecycle = graceful(createServer(), { signals: false, exit: false, logger: false, ...plan });
  traceShutdown(lifecycle, provider.getTracer("test"));
  const spans = () => exporter.getFinishedSpans();
  const named = (name: string) => {
    const span = spans().find((finished) => finished.name === name);
    if (!span) throw new Error(`There is no span ${name}`);
    return span;
  };
  const parentOf = (name: string) => {
    const id = named(name).parentSpanContext?.spanId;
    return spans().find((span) => span.spanContext().spanId === id)?.name;
  };
  return { lifecycle, spans, named, parentOf };
}

describe("traceShutdown", () => {
  test("makes one trace: the shutdown, in it its phases, in its phase each release", async () => {
    const release = { queue: () => {}, postgres: { after: ["queue"], run: () => {} } };
    const { lifecycle, spans, named, parentOf } = traced({ lameDuckMs: 10, release });
    await lifecycle.shutdown("deploy");

    expect(spans().map(({ name }) => `${name} in ${parentOf(name) ?? "nothing"}`)).toEqual([
      "lame-duck in shutdown",
      "draining in shutdown",
      "release queue in releasing",
      "release postgres in releasing",
      "releasing in shutdown",
      "shutdown in nothing",
    ]);
    expect(new Set(spans().map((span) => span.spanContext().traceId)).size).toBe(1);
    expect(named("shutdown").attributes).toMatchObject({
      "graceful.reason": "deploy",
      "graceful.outcome": "clean",
      "graceful.exit_code": 0,
    });
    expect(spans().filter(({ status }) => status.code === SpanStatusCode.ERROR)).toEqual([]);
  });

  test("marks what was cut, which release failed and why, and the whole", async () => {
    const plan = {
      drainMs: 20,
      release: {
        queue() {
          throw new Error("the broker is gone");
        },
      },
    };
    const { lifecycle, named } = traced(plan);
    lifecycle.hold("a job that never ends");
    await lifecycle.shutdown();

    expect(named("draining").events).toMatchObject([
      {
        name: "cut",
        attributes: { "graceful.cut.kind": "hold", "graceful.cut.what": "a job that never ends" },
      },
    ]);
    expect(named("release queue").status).toEqual({
      code: SpanStatusCode.ERROR,
      message: "the broker is gone",
    });
    expect(named("shutdown").status).toEqual({ code: SpanStatusCode.ERROR, message: "cut" });
  });

  test("makes no span while nothing shuts down", async () => {
    const { lifecycle, spans } = traced({});
    lifecycle.hold("a job")();
    expect(spans()).toEqual([]);
    await lifecycle.shutdown();
  });
});
