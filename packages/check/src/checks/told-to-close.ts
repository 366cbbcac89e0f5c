import { requestTo } from "../clients/request.js";
import { describeWire } from "../judge/describe-wire.js";
import { failed, notMeasured, passed } from "../judge/finding.js";
import { saysClose } from "../judge/judge-answer.js";
import { causeInFront } from "../judge/likely-cause.js";
import type { Check } from "./check-definition.js";
import { HeldRequest } from "./parts/held-request.js";

export const toldToClose: Check = {
  id: "told-to-close",
  sentence: "An answer that is given after the signal says `Connection: close`.",
  contract: [1, 3, 10],
  scenario: "requests",
  http1: true,
  async measure(run) {
    if (!run.ordinary.keepsAlive)
      return notMeasured("the server closes each connection after one answer, signal or not");
    const request = requestTo(run.ordinary.route, run.server.address.port);
    const held = await HeldRequest.open(run, "a client that would go on", {
      request,
      bytes: request.headBytes - 1,
    });
    await run.signalled();
    await run.held();
    const answer = await held.finish();
    if (answer === undefined)
      return (
        held.heldTooLong() ?? {
          ...notMeasured("its request was not answered: see in-flight"),
          lost: held.judge(answer, run.ordinary),
        }
      );
    if (saysClose(answer)) return passed();
    const connection = answer.headers.connection ?? "no Connection header";
    const { end } = run.server.process;
    return failed(
      `${describeWire(held.wire, run.server.signalledAt)} (its answer said: ${connection})`,
      // Where the process has ended, a server that it started has answered, and may know nothing of the signal.
      end && end.at < answer.beganAt
        ? causeInFront(run.server)
        : "the server does not tell its clients: their next request goes to a connection that is about to be closed",
    );
  },
};
