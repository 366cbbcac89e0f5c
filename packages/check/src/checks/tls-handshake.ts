import { connectSocket, startTls } from "../clients/connect.js";
import { requestTo } from "../clients/request.js";
import { Wire } from "../clients/wire.js";
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
    const { address } = run.server;
    const socket = await connectSocket(address, { tls: false });
    if (typeof socket === "string") return notMeasured(`no connection (${socket})`);
    await run.signalled();
    await run.noticed();
    const secure = await startTls(socket, address);
    if (typeof secure === "string")
      return failed(
        `the handshake began behind the signal, and ended in ${secure}`,
        causeOfExit(run.server, "a connection in its handshake is taken for an idle one"),
      );
    const wire = run.server.adopt("tls-handshake", new Wire(secure, "handshake behind the signal"));
    await wire.send(requestTo(run.ordinary.route, address.port).bytes);
    return judgeAnswer(run.server, wire, { answer: await wire.answer(), baseline: run.ordinary });
  },
};
