import { requestTo } from "../clients/request.js";
import { failed, notMeasured } from "../judge/finding.js";
import { judgeAnswer } from "../judge/judge-answer.js";
import { causeOfExit } from "../judge/likely-cause.js";
import type { Check } from "./check-definition.js";

export const tlsHandshake: Check = {
  id: "tls-handshake",
  sentence: "A TLS handshake that was pending at the signal completes, and its request is served.",
  contract: [12],
  needs: { text: "--tls or --h2", isGiven: (plan) => plan.tls },
  scenario: "handshake",
  http1: true,
  async measure(run) {
    const wire = await run.connect("handshake after the signal", { tls: "later" });
    if (typeof wire === "string") return notMeasured(`no connection (${wire})`);
    await run.signalled();
    await run.noticed();
    const error = await wire.handshake();
    if (error)
      return failed(
        `the handshake began after the signal, and ended in ${error}`,
        causeOfExit(run.server, "a connection in its handshake is taken for an idle one"),
      );
    await wire.send(requestTo(run.ordinary.route, run.server.address.port).bytes);
    return judgeAnswer(run.server, wire, { answer: await wire.answer(), baseline: run.ordinary });
  },
};
