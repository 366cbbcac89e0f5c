import { requestTo } from "../../clients/request.js";
import type { Measurement } from "../../scenario/measurement.js";
import { HeldRequest } from "./held-request.js";

/**
 * A request that is held open while other connections are watched, and completed when all is seen. A server that
 * answers it was draining: what it lost on idle connections is then the race of HTTP/1.1. One that is gone lost them by
 * dying.
 */
export async function openAnchor(run: Measurement): Promise<{ isAnswered(): Promise<boolean> }> {
  const request = requestTo(run.ordinary.route, run.server.address.port);
  const held = await HeldRequest.open(run, "held open to the end", {
    request,
    bytes: request.headBytes - 1,
  });
  return {
    async isAnswered() {
      await run.noticed();
      return (await held.finish()) !== undefined;
    },
  };
}
