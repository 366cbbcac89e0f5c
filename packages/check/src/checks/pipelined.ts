import { requestTo } from "../clients/request.js";
import { describeWire } from "../judge/describe-wire.js";
import { failed, notMeasured, passed, worst } from "../judge/finding.js";
import { judgeAnswer, tellsToClose } from "../judge/judge-answer.js";
import { causeOfLoss } from "../judge/likely-cause.js";
import type { Check } from "./check-definition.js";

const BEFORE = 2;
const AFTER = 3;

/** Two whole requests and most of a third in one piece; behind the signal its last byte, with two more, in one piece too. */
export const pipelined: Check = {
  id: "pipelined",
  sentence:
    "Pipelined requests are answered in their order, up to one whose answer says `Connection: close`.",
  contract: [5],
  scenario: "requests",
  http1: true,
  async measure(run) {
    if (!run.ordinary.keepsAlive) return notMeasured("the server closes each connection after one answer");
    const { bytes } = requestTo(run.ordinary.route, run.server.address.port);
    const wire = await run.open("pipelined requests");
    await wire.send(Buffer.concat([...Array.from({ length: BEFORE }, () => bytes), bytes.subarray(0, -1)]));
    for (let i = 0; i < BEFORE; i++) await wire.answer();
    if (wire.end)
      return notMeasured("the server answers one pipelined request and closes, before any signal");
    await run.signalled();
    await run.held();
    await wire.send(Buffer.concat([bytes.subarray(-1), ...Array.from({ length: AFTER - 1 }, () => bytes)]));
    for (let i = 0; i < AFTER; i++) {
      const answer = await wire.answer();
      if (answer === undefined && i > 0) {
        const seen = `${describeWire(wire, run.server.signalledAt)} (${i} of ${AFTER} answers, none said close)`;
        return failed(
          seen,
          causeOfLoss(run.server, wire) ?? "the connection was closed behind an answer that said keep-alive",
        );
      }
      const judged = judgeAnswer(run.server, wire, { answer, baseline: run.ordinary });
      if (judged.outcome !== "passed") return judged;
      if (answer && tellsToClose(answer))
        return worst([
          passed(i + 1 < AFTER ? `${i + 1} of ${AFTER} answered, the last one said close` : undefined),
        ]);
    }
    return passed("all were answered, and none said close");
  },
};
