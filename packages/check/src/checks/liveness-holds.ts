import { failed, notMeasured, passed } from "../judge/finding.js";
import type { Check } from "./check-definition.js";
import { given } from "./parts/given.js";
import { askProbe } from "./parts/probe-clients.js";

export const livenessHolds: Check = {
  id: "liveness-holds",
  sentence: "Liveness says yes for as long as the server accepts connections.",
  contract: [20],
  needs: { text: "--live /livez", isGiven: (plan) => plan.live !== undefined },
  scenario: "probes",
  http1: true,
  async measure(run) {
    const path = given(run.plan.live);
    const { statuses, seen } = await askProbe(run, path);
    if (statuses.length === 0)
      return notMeasured(
        "after the signal it could not be requested: every connection was refused or closed",
      );
    if (statuses.every((status) => status === 200)) return passed(`${statuses.length} times`);
    return failed(seen, "a liveness probe that fails while the server drains has it killed in the middle");
  },
};
