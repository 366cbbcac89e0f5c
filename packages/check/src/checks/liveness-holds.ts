import { failed, notMeasured, passed } from "../judge/finding.js";
import { sinceSignal } from "../judge/times.js";
import type { Check } from "./check-definition.js";
import { openAnchor } from "./parts/anchor.js";
import { askProbe } from "./parts/probe-clients.js";

export const livenessHolds: Check = {
  id: "liveness-holds",
  sentence: "Liveness says yes for as long as the server accepts connections.",
  contract: [20],
  needs: { text: "--live /livez", isGiven: (plan) => plan.live !== undefined },
  scenario: "probes",
  http1: true,
  async measure(run) {
    const path = run.plan.live;
    if (path === undefined) return notMeasured("no liveness probe was named");
    const anchor = await openAnchor(run);
    const ask = await askProbe(run, path);
    await run.signalled();
    const answers = await ask();
    await anchor.isAnswered();
    const numbers = answers.filter(({ seen }) => typeof seen === "number");
    if (numbers.length === 0)
      return notMeasured(
        "after the signal it could not be requested: every connection was refused or closed",
      );
    if (numbers.every(({ seen }) => seen === 200)) return passed(`${numbers.length} times`);
    const seen = answers
      .map(({ seen, at }) => `${seen} at ${sinceSignal(at, run.server.signalledAt)}`)
      .join("; ");
    return failed(
      `GET ${path}: ${seen}`,
      "a liveness probe that fails while the server drains has it killed in the middle",
    );
  },
};
