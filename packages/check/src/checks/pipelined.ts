import { requestTo } from "../clients/request.js";
import { describeWire } from "../judge/describe-wire.js";
import { contentsOf, type Finding, failed, notMeasured, passed, restingOn, worst } from "../judge/finding.js";
import { judgeAnswer, saysClose } from "../judge/judge-answer.js";
import { causeOfLoss } from "../judge/likely-cause.js";
import type { Check } from "./check-definition.js";
import { givenUp, heldTooLong } from "./parts/held-request.js";

const BEHIND = 2;

/** Before the signal a request without its last byte; after it that byte and two more requests, in one write. */
export const pipelined: Check = {
  id: "pipelined",
  sentence:
    "Pipelined requests are answered in their order, up to one whose answer says `Connection: close`.",
  contract: [5],
  scenario: "requests",
  http1: true,
  async measure(run) {
    if (!run.ordinary.keepsAlive) return notMeasured("the server closes each connection after one answer");
    const { bytes, headBytes } = requestTo(run.ordinary.route, run.server.address.port);
    const wire = await run.open("pipelined requests");
    const begun = bytes.subarray(0, headBytes - 1);
    await wire.send(begun);
    await run.signalled();
    await run.held();
    const lost = givenUp(wire, begun);
    const more = Array.from({ length: BEHIND }, () => bytes);
    await wire.send(Buffer.concat([bytes.subarray(headBytes - 1), ...more]));
    const all = BEHIND + 1;
    const otherContents: Finding[] = [];
    const ended = (note: string) => worst([...otherContents, passed(note)]);
    for (let i = 0; i < all; i++) {
      const answer = await wire.answer();
      if (answer === undefined && i > 0) {
        const seen = `${describeWire(wire, run.server.signalledAt)} (${i} of ${all} answers, and none said close)`;
        return failed(seen, causeOfLoss(run.server, wire));
      }
      const tooLate = i === 0 ? heldTooLong({ run, wire, bytes: all * bytes.length }) : undefined;
      const judged = tooLate ?? judgeAnswer(run.server, wire, { answer, baseline: run.ordinary });
      if (contentsOf(judged)) otherContents.push(judged);
      else if (judged.outcome !== "passed") return restingOn(lost, judged);
      // The client knows that later requests were not processed, and may send them elsewhere.
      if (answer && saysClose(answer)) return ended(`${i + 1} of ${all} answered, the last one said close`);
    }
    return ended("all were answered, and none said close");
  },
};
