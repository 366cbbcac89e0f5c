import { ROOT_CONTEXT, type Span, SpanStatusCode, type Tracer, trace } from "@opentelemetry/api";
import type { Lifecycle } from "@x/graceful-core";

/**
 * A shutdown as one trace: a span for all of it, in it one for each phase, and in its phase one for each release. What
 * was cut is an event of its phase.
 *
 * The spans of the last phase and of the whole end with the report, when every release is done: flush once more then.
 */
export function traceShutdown(lifecycle: Lifecycle, tracer: Tracer): void {
  let shutdown: Span | undefined;
  let phaseSpan: Span | undefined;
  const within = (parent: Span | undefined) => (parent ? trace.setSpan(ROOT_CONTEXT, parent) : ROOT_CONTEXT);

  lifecycle.on("phase", (phase) => {
    phaseSpan?.end();
    if (phase.name === "serving" || phase.name === "closed") return;
    shutdown ??= tracer.startSpan("shutdown", {
      root: true,
      attributes: { "graceful.reason": phase.reason },
    });
    phaseSpan = tracer.startSpan(phase.name, {}, within(shutdown));
  });

  lifecycle.on("cut", (cut) => {
    const what =
      cut.kind === "request" ? `${cut.method} ${cut.url}` : cut.kind === "hold" ? cut.name : cut.state;
    phaseSpan?.addEvent("cut", { "graceful.cut.kind": cut.kind, "graceful.cut.what": what });
  });

  lifecycle.on("release", (result) => {
    // It is told of when it has ended, with the time that it took.
    const endTime = Date.now();
    const startTime = endTime - result.durationMs;
    const span = tracer.startSpan(`release ${result.name}`, { startTime }, within(phaseSpan));
    if (result.status === "failed") {
      span.recordException(result.error);
      span.setStatus({ code: SpanStatusCode.ERROR, message: result.error.message });
    }
    span.end(endTime);
  });

  lifecycle.on("report", ({ outcome, exitCode, requests, cuts }) => {
    shutdown?.setAttributes({
      "graceful.outcome": outcome,
      "graceful.exit_code": exitCode,
      "graceful.requests.answered": requests.answered,
      "graceful.requests.ended": requests.ended,
      "graceful.cuts": cuts.length,
    });
    if (outcome !== "clean") shutdown?.setStatus({ code: SpanStatusCode.ERROR, message: outcome });
    shutdown?.end();
  });
}
