import { requestTo } from "../clients/request.js";
import { notMeasured } from "../judge/finding.js";
import type { Check } from "./check-definition.js";
import { askNow } from "./parts/ask.js";
import { HeldRequest } from "./parts/held-request.js";

/** The first half of the body is sent before the signal. */
export const upload: Check = {
  id: "upload",
  sentence: "An upload in progress is read to its end and answered.",
  contract: [6],
  scenario: "requests",
  http1: true,
  async measure(run) {
    const route = run.plan.upload ?? { method: "POST", path: run.ordinary.route.path };
    const baseline = run.preflight.upload ?? (await askNow(run, route));
    const request = requestTo(route, run.server.address.port);
    const half = request.headBytes + Math.floor((request.bytes.length - request.headBytes) / 2);
    const held = await HeldRequest.open(run, "half of an upload", { request, bytes: half });
    if (!baseline || (await held.isAnsweredEarly())) {
      const status = held.wire.answers[0]?.status ?? "no status";
      return notMeasured(
        `${route.method} ${route.path} is answered (${status}) before its body was read: ` +
          "name a route that reads it, --upload POST:/orders",
      );
    }
    await run.signalled();
    await run.noticed();
    await held.sendMore(0, 0.5);
    await run.held();
    return held.judge(await held.finish(0.5), baseline);
  },
};
