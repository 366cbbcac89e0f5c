import { failed, passed } from "../judge/finding.js";
import type { Check } from "./check-definition.js";
import { given } from "./parts/given.js";
import { askProbe } from "./parts/probe-clients.js";

export const readinessFirst: Check = {
  id: "readiness-first",
  sentence: "Readiness says no from the signal on, by its answer or since connections are refused.",
  contract: [20],
  needs: { text: "--ready /readyz", isGiven: (plan) => plan.ready !== undefined },
  scenario: "probes",
  http1: true,
  async measure(run) {
    const path = given(run.plan.ready);
    const { statuses, seen } = await askProbe(run, path);
    if (statuses.includes(200))
      return failed(
        seen,
        "readiness does not know of the shutdown: a load balancer goes on to send requests",
      );
    if (run.plan.lameDuckMs > 0 && statuses.length === 0)
      return failed(
        seen,
        "it is not there for the lame duck: it stops to accept before readiness could say no",
      );
    return passed();
  },
};
