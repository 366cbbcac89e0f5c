import { type Http2Answer, openHttp2 } from "../clients/http2-client.js";
import { failed, notMeasured } from "../judge/finding.js";
import { compareAnswer } from "../judge/judge-answer.js";
import { causeOfExit } from "../judge/likely-cause.js";
import { sinceSignal, withTimes } from "../judge/times.js";
import { type Baseline, inCommon } from "../scenario/baseline.js";
import { NO_HTTP1 } from "../scenario/preflight.js";
import type { Check } from "./check-definition.js";

/** How often an ordinary route is requested before the signal. A slow one is requested twice. */
const SAMPLES = 4;

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
    const { slow, paths } = run.plan;
    const path = (slow ?? paths[0])?.path ?? "/";
    const before = openHttp2(run.server.address);
    const all = Array.from({ length: slow ? 2 : SAMPLES }, () => before.get(path).ended);
    const [first, ...others] = (await Promise.all(all)) as [Http2Answer];
    before.destroy();
    if (![first, ...others].every(({ whole, bodyBytes }) => whole && bodyBytes > 0))
      return notMeasured(`GET ${path} has no body over HTTP/2`);
    const baseline: Baseline = {
      ...NO_HTTP1,
      route: { method: "GET", path },
      ...inCommon(first, others),
      isHttp2: true,
    };
    const session = openHttp2(run.server.address, { held: true });
    if ((await session.connected) !== "connected") return notMeasured("no session of HTTP/2");
    const client = run.track(`HTTP/2 stream of ${path}`);
    const stream = session.get(path);
    await (slow === undefined ? stream.headReceived : session.settled());
    await run.signalled();
    await run.held();
    session.allow();
    const answer = await stream.ended;
    const { whole, status, bodyBytes, code, endedAt: at } = answer;
    session.destroy();
    const { signalledAt } = run.server;
    client.events.push({
      ms: at - signalledAt,
      kind: whole ? "answered" : "lost",
      bytes: bodyBytes,
      text: `stream code ${code}`,
    });
    const seen =
      `GET ${path} over HTTP/2: status ${status}, ${bodyBytes} of ${baseline.bodyBytes} B, ` +
      `stream ended with code ${code} at ${sinceSignal(at, signalledAt)}; ` +
      `session: ${withTimes(session.events, signalledAt) || "nothing"}`;
    if (whole) return compareAnswer(run.server, seen, { answer, baseline });
    return failed(seen, causeOfExit(run.server, "the session was destroyed with a stream in flight", at));
  },
};
