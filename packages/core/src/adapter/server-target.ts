import { protocolOf } from "../engine/listeners/protocol-of.js";
import { gateRequests } from "../engine/listeners/request-gate.js";
import { GracefulError } from "../errors.js";
import { answerProbe } from "../health/answer-probe.js";
import { matchesPath } from "../health/matches-path.js";
import { refuse } from "../planning/validate/rule.js";
import type { Server, Target } from "../target.js";
import { wasClosed } from "./discover-servers.js";

/** A bare server as a target: there is nothing to find, and no shutdown besides the drain. */
export function serverTarget(server: Server): Target {
  if (wasClosed(server)) {
    throw new GracefulError(
      "SERVER_CLOSED",
      "This server is closed already: give it to graceful() before that",
    );
  }
  const gates: (() => void)[] = [];
  return {
    name: "server",
    app: server,
    servers(found) {
      found(server);
      return () => {
        for (const remove of gates) remove();
      };
    },
    probe(path, answer) {
      if (protocolOf(server) === "raw") {
        refuse(
          "Expected `health.port` with a server that speaks no HTTP: it has no paths to serve health probes on",
        );
      }
      gates.push(
        gateRequests(server, (request, response) => {
          if (!matchesPath(request.url ?? "", path)) return false;
          void answer().then((ready) => answerProbe(request, response, ready));
          return true;
        }),
      );
    },
    async close() {},
  };
}
