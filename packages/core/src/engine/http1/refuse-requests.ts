import type { IncomingMessage, ServerResponse } from "node:http";
import type { Server } from "../../target.js";
import type { ConnectionTracker } from "../connections/connection-tracker.js";
import { refuse } from "../listeners/refuse.js";
import { gateRequests } from "../listeners/request-gate.js";

/** Refuses every new HTTP/1 request of a server that `admits` does not let through. Returns the undo. */
export function refuseRequests(
  server: Server,
  tracker: ConnectionTracker,
  admits: (request: Pick<IncomingMessage, "url">) => boolean,
): () => void {
  const isRefused = (request: IncomingMessage, response: ServerResponse) => {
    if (admits(request)) return false;
    tracker.countsAs.set(response, "refused");
    refuse(response);
    return true;
  };
  return gateRequests(server, isRefused);
}
