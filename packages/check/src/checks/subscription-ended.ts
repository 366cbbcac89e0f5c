import { requestTo } from "../clients/request.js";
import { describeWire } from "../judge/describe-wire.js";
import { failed, passed } from "../judge/finding.js";
import { causeOfLoss } from "../judge/likely-cause.js";
import { duration } from "../judge/times.js";
import { untilHead } from "../scenario/preflight.js";
import type { Check } from "./check-definition.js";
import { given } from "./parts/given.js";

export const subscriptionEnded: Check = {
  id: "subscription-ended",
  sentence:
    "An event stream that a client subscribed to is ended with its last chunk, " +
    "so that the client subscribes elsewhere.",
  contract: [18],
  needs: { text: "--subscribe GET:/events", isGiven: (plan) => plan.subscribe !== undefined },
  scenario: "long-lived",
  http1: true,
  async measure(run) {
    const route = given(run.plan.subscribe);
    const wire = await run.open(`subscribed to ${route.path}`);
    await wire.send(
      requestTo(route, run.server.address.port, { headers: { Accept: "text/event-stream" } }).bytes,
    );
    await untilHead(wire);
    await run.signalled();
    const answer = await wire.answer();
    const seen = describeWire(wire, run.server.signalledAt);
    if (!answer) return failed(`${seen} (no last chunk)`, causeOfLoss(run.server, wire));
    const afterMs = answer.endedAt - run.server.signalledAt;
    if (afterMs > run.lateMs) return failed(seen, "the event stream holds the server until its time is up");
    return passed(`ended after ${duration(afterMs)}`);
  },
};
