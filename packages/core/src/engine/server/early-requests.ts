import type { IncomingMessage, ServerResponse } from "node:http";
import { systemClock } from "../../clock.js";
import type { Server } from "../../target.js";
import { RequestList } from "../http1/request-list.js";
import { watchRequests } from "../http1/watch-requests.js";

interface Noted {
  readonly list: RequestList;
  stop(): void;
}

const noted = new WeakMap<Server, Noted>();

/**
 * Notes the HTTP/1 requests of a server that will be watched when a plan is loaded. Otherwise those in flight at that
 * moment would be answered, and counted by nobody.
 */
export function noteEarlyRequests(server: Server): void {
  if (noted.has(server)) return;
  const list = new RequestList(systemClock, new Map());
  noted.set(server, {
    list,
    stop: watchRequests(server, (request, response) => list.add(request, response)),
  });
}

/** Stops noting. Returns the requests that are not over. */
export function takeEarlyRequests(server: Server): { request: IncomingMessage; response: ServerResponse }[] {
  const early = noted.get(server);
  noted.delete(server);
  early?.stop();
  return early?.list.removeAll() ?? [];
}
