import { requestTo } from "../clients/request.js";
import { notMeasured } from "../judge/finding.js";
import { judgeAnswer } from "../judge/judge-answer.js";
import { duration } from "../judge/times.js";
import type { Check } from "./check-definition.js";
import { given } from "./parts/given.js";

export const slow: Check = {
  id: "slow",
  sentence: "A request with a slow answer gets all of it.",
  contract: [3, 4],
  needs: { text: "--slow GET:/report", isGiven: (plan) => plan.slow !== undefined },
  scenario: "routes",
  http1: true,
  async measure(run) {
    const baseline = given(run.preflight.slow);
    const { route, durationMs } = baseline;
    const name = `${route.method} ${route.path}`;
    if (durationMs >= run.plan.budgetMs)
      return notMeasured(
        `${name} takes ${duration(durationMs)}, and the budget is ${duration(run.plan.budgetMs)}`,
      );
    const wire = await run.open(`waits for ${name}`);
    await wire.send(requestTo(route, run.server.address.port).bytes);
    await run.signalled();
    if (wire.answers.length > 0)
      return notMeasured(`${name} was answered before the signal: it takes only ${duration(durationMs)}`);
    return judgeAnswer(run.server, wire, { answer: await wire.answer(), baseline });
  },
};
