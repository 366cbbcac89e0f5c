import { openWebSocket } from "../clients/web-socket.js";
import { failed, notMeasured, passed } from "../judge/finding.js";
import { causeOfExit } from "../judge/likely-cause.js";
import { duration, sinceSignal } from "../judge/times.js";
import type { Check } from "./check-definition.js";
import { given } from "./parts/given.js";

/** 1001 is "going away", 1012 "service restart". */
const FINE = [1001, 1012];

export const websocket1001: Check = {
  id: "websocket-1001",
  sentence: "A WebSocket gets a close frame with code 1001, going away (or 1012, restart).",
  contract: [17],
  needs: { text: "--ws /socket", isGiven: (plan) => plan.ws !== undefined },
  scenario: "long-lived",
  http1: true,
  async measure(run) {
    const path = given(run.plan.ws);
    const client = run.track(`WebSocket ${path}`);
    const socket = openWebSocket(run.server.address, path);
    if ((await socket.opened) !== "open") return notMeasured("the WebSocket did not open");
    await run.signalled();
    const { code, reason, at } = await socket.closed;
    const { signalledAt } = run.server;
    client.events.push({
      ms: at - signalledAt,
      kind: code === 1006 ? "reset" : "fin",
      text: `close ${code}`,
    });
    if (FINE.includes(code)) return passed(`closed after ${duration(at - signalledAt)}`);
    const seen =
      code === 1006
        ? "the connection ended without a close frame (1006)"
        : `close ${code} ${JSON.stringify(reason)}`;
    return failed(
      `WebSocket ${path}: ${seen} at ${sinceSignal(at, signalledAt)}`,
      code === 1006
        ? causeOfExit(
            run.server,
            "nothing closes the WebSockets: they are cut, or hold the process until the end",
            at,
          )
        : "they are closed, with a code that does not say that the server goes away: a client may not come back",
    );
  },
};
