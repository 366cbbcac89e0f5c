import { requestTo } from "../clients/request.js";
import { notMeasured } from "../judge/finding.js";
import { judgeAnswer } from "../judge/judge-answer.js";
import { untilHead } from "../scenario/preflight.js";
import type { Check } from "./check-definition.js";
import { given } from "./parts/given.js";

export const streamWhole: Check = {
  id: "stream-whole",
  sentence: "A streamed answer with an end completes.",
  contract: [18],
  needs: { text: "--stream POST:/chat", isGiven: (plan) => plan.stream !== undefined },
  scenario: "routes",
  http1: true,
  async measure(run) {
    const baseline = given(run.preflight.stream);
    const name = `${baseline.route.method} ${baseline.route.path}`;
    const wire = await run.open(`reads ${name}`);
    await wire.send(requestTo(baseline.route, run.server.address.port).bytes);
    await untilHead(wire);
    await run.signalled();
    if (wire.answers.length > 0) return notMeasured(`${name} was complete before the signal`);
    return judgeAnswer(run.server, wire, { answer: await wire.answer(), baseline });
  },
};
