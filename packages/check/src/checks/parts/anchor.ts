import { requestTo } from "../../clients/request.js";
import type { Measurement } from "../../scenario/measurement.js";
import { HeldRequest } from "./held-request.js";

/**
 * A request that is held open in its head while other connections are watched, and completed when all is seen. A server
 * that answers it was draining: what it lost on idle connections is then the race of HTTP/1.1. One that is gone lost
 * them by dying. Some servers take a connection with a part of a head for idle, and close it before it is completed:
 * then one that is held open in its body tells.
 */
export async function openAnchor(run: Measurement): Promise<{ isAnswered(): Promise<boolean> }> {
  const { port } = run.server.address;
  const get = requestTo(run.ordinary.route, port);
  const post = requestTo(run.plan.upload ?? { method: "POST", path: run.ordinary.route.path }, port);
  const [head, body] = await Promise.all([
    HeldRequest.open(run, "held open to the end", { request: get, bytes: get.headBytes - 1 }),
    HeldRequest.open(run, "held open to the end, in its body", {
      request: post,
      bytes: post.bytes.length - 1,
    }),
  ]);
  return {
    async isAnswered() {
      await run.noticed();
      const wasTakenForIdle = head.wire.end !== undefined;
      const [ofHead, ofBody] = await Promise.all([head.finish(), body.finish()]);
      const answer = wasTakenForIdle ? ofBody : ofHead;
      return answer !== undefined && answer.endedAt > run.server.signalledAt;
    },
  };
}
