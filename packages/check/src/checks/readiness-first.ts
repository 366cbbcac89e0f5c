import { failed, notMeasured, passed } from "../judge/finding.js";
import { sinceSignal } from "../judge/times.js";
import type { Check } from "./check-definition.js";
import { openAnchor } from "./parts/anchor.js";
import { askProbe } from "./parts/probe-clients.js";

export const readinessFirst: Check = {
  id: "readiness-first",
  sentence: "Readiness says no from the signal on, by its answer or since connections are refused.",
  contract: [20],
  needs: { text: "--ready /readyz", isGiven: (plan) => plan.ready !== undefined },
  scenario: "probes",
  http1: true,
  async measure(run) {
    const path = run.plan.ready;
    if (path === undefined) return notMeasured("no readiness probe was named");
    const anchor = await openAnchor(run);
    const ask = await askProbe(run, path);
    await run.signalled();
    const answers = await ask();
    await anchor.isAnswered();
    const yes = answers.filter(({ seen }) => seen === 200);
    const seen = answers
      .map(({ seen, at }) => `${seen} at ${sinceSignal(at, run.server.signalledAt)}`)
      .join("; ");
    if (yes.length > 0)
      return failed(
        `GET ${path}: ${seen}`,
        "readiness does not know of the shutdown: a load balancer goes on to send requests",
      );
    if (run.plan.lameDuckMs > 0 && !answers.some(({ seen }) => typeof seen === "number"))
      return failed(
        `GET ${path}: ${seen}`,
        "it is not there for the lame duck: it stops to accept before readiness could say no",
      );
    return passed();
  },
};
