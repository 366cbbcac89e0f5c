import { requestTo } from "../../clients/request.js";
import type { Measurement } from "../../scenario/measurement.js";
import { HeldRequest } from "./held-request.js";

/**
 * Two requests that are held open while other connections are watched, and completed when all is seen. A server that
 * answers one of them was draining: what it lost on idle connections is then the race of HTTP/1.1. One that is gone
 * lost them by dying. Two, since some servers take one with half of a head for idle, and some read no body.
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
      const answers = await Promise.all([head.finish(), body.finish()]);
      return answers.some((answer) => answer !== undefined && answer.at > run.server.signalledAt);
    },
  };
}
