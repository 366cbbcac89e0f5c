import { systemClock } from "../../clock.js";
import type { Server } from "../../target.js";
import type { Exchange } from "../http1/exchange.js";
import { RequestList } from "../http1/request-list.js";
import { watchRequests } from "../http1/watch-requests.js";

/** By server, the function that `takeEarlyRequests` calls. */
const noted = new WeakMap<Server, () => Exchange[]>();

/**
 * Notes the HTTP/1 requests of a server that will be watched when a plan is loaded. Otherwise the responses to those in
 * flight at that moment would not say `Connection: close`, and would not be counted.
 */
export function noteEarlyRequests(server: Server): void {
  if (noted.has(server)) return;
  const list = new RequestList(systemClock, new Map());
  const stop = watchRequests(server, (request, response) => list.add(request, response, request.socket));
  noted.set(server, () => {
    noted.delete(server);
    stop();
    return list.removeAll();
  });
}

/** Stops noting. Returns the requests that are not over. */
export function takeEarlyRequests(server: Server): Exchange[] {
  return noted.get(server)?.() ?? [];
}
