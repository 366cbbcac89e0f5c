import { openHttp2 } from "../clients/http2-client.js";
import { failed, notMeasured, passed } from "../judge/finding.js";
import { causeOfExit } from "../judge/likely-cause.js";
import { sinceSignal } from "../judge/times.js";
import type { Check } from "./check-definition.js";

/**
 * The client grants no window before the signal, so every answer with a body is in flight then. No slow route is
 * needed.
 */
export const http2Streams: Check = {
  id: "h2-streams",
  sentence: "An HTTP/2 stream in flight completes.",
  contract: [16],
  needs: { text: "--h2c or --h2", isGiven: (plan) => plan.http2 !== undefined },
  scenario: "http2",
  http1: false,
  async measure(run) {
    const path = (run.plan.slow ?? run.plan.paths[0])?.path ?? "/";
    const before = openHttp2(run.server.address);
    const expected = await before.get(path).ended;
    before.destroy();
    if (!expected.whole || expected.bodyBytes === 0)
      return notMeasured(`GET ${path} has no body over HTTP/2`);
    const session = openHttp2(run.server.address, { held: true });
    if ((await session.connected) !== "connected") return notMeasured("no session of HTTP/2");
    const client = run.track(`HTTP/2 stream of ${path}`);
    const stream = session.get(path);
    if (run.plan.slow === undefined) await stream.headReceived;
    await run.signalled();
    await run.held();
    session.allow();
    const { whole, status, bodyBytes, code, at } = await stream.ended;
    session.destroy();
    const { signalledAt } = run.server;
    client.events.push({
      ms: at - signalledAt,
      kind: whole ? "answered" : "lost",
      bytes: bodyBytes,
      text: `stream code ${code}`,
    });
    if (whole && status === expected.status && bodyBytes >= expected.bodyBytes) return passed();
    const events = session.events.map((event) => `${event.text} at ${sinceSignal(event.at, signalledAt)}`);
    const seen =
      `GET ${path} over HTTP/2: status ${status}, ${bodyBytes} of ${expected.bodyBytes} B, ` +
      `stream ended with code ${code} at ${sinceSignal(at, signalledAt)}; session: ${events.join("; ") || "nothing"}`;
    return failed(seen, causeOfExit(run.server, "the session was destroyed with a stream in flight", at));
  },
};
