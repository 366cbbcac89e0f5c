import { requestTo } from "../clients/request.js";
import { describeExit } from "../judge/describe-exit.js";
import { failed, passed } from "../judge/finding.js";
import { duration } from "../judge/times.js";
import type { Check } from "./check-definition.js";
import { openIdle } from "./parts/ask.js";
import { HeldRequest } from "./parts/held-request.js";

/** Its clients never finish: half of a head, half of a body, an answer that is not read, and two idle connections. */
export const endsInBudget: Check = {
  id: "ends-in-budget",
  sentence: "The process exits within the budget, whatever its clients do.",
  contract: [14, 22],
  scenario: "stuck",
  http1: true,
  async measure(run) {
    const { port } = run.server.address;
    const get = requestTo(run.preflight.download?.route ?? run.ordinary.route, port);
    const post = requestTo(run.plan.upload ?? { method: "POST", path: run.ordinary.route.path }, port);
    await HeldRequest.open(run, "half of a head, for ever", { request: get, bytes: 20 });
    await HeldRequest.open(run, "half of a body, for ever", {
      request: post,
      bytes: post.bytes.length - 1_000,
    });
    const reader = await run.open("never reads its answer", { paused: true });
    await reader.send(get.bytes);
    await run.open("never sent a byte");
    await openIdle(run, "idle since its last answer");
    await run.signalled();
    const end = await run.exited();
    const afterMs = end.at - run.server.signalledAt;
    const { budgetMs } = run.plan;
    if (afterMs <= budgetMs) return passed(`gone after ${duration(afterMs)}`);
    const seen = `the process: ${describeExit(end, run.server.signalledAt)} (the budget is ${duration(budgetMs)})`;
    if (end.killed)
      return failed(seen, "nothing bounds the wait for clients that never end: give the shutdown a deadline");
    return failed(
      seen,
      "its own deadline is as long as the budget, or longer: who started it would have killed it before",
    );
  },
};
