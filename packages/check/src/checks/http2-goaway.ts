import { openHttp2 } from "../clients/http2-client.js";
import { failed, notMeasured, passed } from "../judge/finding.js";
import { causeOfExit } from "../judge/likely-cause.js";
import { duration, withTimes } from "../judge/times.js";
import type { Check } from "./check-definition.js";

export const http2Goaway: Check = {
  id: "h2-goaway",
  sentence: "An idle HTTP/2 session gets GOAWAY without an error, and is closed.",
  contract: [16],
  needs: { text: "--h2c or --h2", isGiven: (plan) => plan.http2 !== undefined },
  scenario: "http2",
  http1: false,
  async measure(run) {
    const session = openHttp2(run.server.address);
    if ((await session.connected) !== "connected") return notMeasured("no session of HTTP/2");
    await session.get(run.plan.paths[0]?.path ?? "/").ended;
    const client = run.track("idle HTTP/2 session");
    await run.signalled();
    await session.closed;
    const { signalledAt } = run.server;
    for (const { text, at } of session.events)
      client.events.push({ ms: at - signalledAt, kind: text === "closed" ? "fin" : "received", text });
    const texts = session.events.map(({ text }) => text);
    const closedAt = session.events.at(-1)?.at ?? signalledAt;
    const isLate = closedAt - signalledAt > run.lateMs;
    if (texts.includes("goaway 0") && !texts.some((text) => text.startsWith("error")) && !isLate)
      return passed(`closed after ${duration(closedAt - signalledAt)}`);
    return failed(
      `idle HTTP/2 session: ${withTimes(session.events, signalledAt)}`,
      texts.some((text) => /^goaway [1-9]/.test(text))
        ? "its GOAWAY says that there was an error, and clients take it for one"
        : causeOfExit(
            run.server,
            isLate
              ? "the session is never closed, and holds the server"
              : "the session is destroyed without a word",
            closedAt,
          ),
    );
  },
};
