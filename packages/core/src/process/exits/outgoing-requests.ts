import { subscribe, unsubscribe } from "node:diagnostics_channel";
import type { ClientRequest } from "node:http";

/** The HTTP requests that this process has sent and that are not answered yet. */
export interface OutgoingRequests {
  readonly areUnderWay: boolean;
  stop(): void;
}

/** What undici publishes of a request of `fetch`. */
interface UndiciRequest {
  readonly upgrade?: unknown;
  readonly method?: string;
}

type Message = { readonly request: object };

/**
 * Records the requests that are sent from now on, by `node:http`, `node:https` and `fetch`, while `counts` returns
 * true. One is over when its response begins or it has failed: a program that does not read the body would hold it for
 * ever. Upgrades and tunnels have no end and are not recorded.
 */
export function watchOutgoingRequests(counts: () => boolean): OutgoingRequests {
  const underWay = new Set<object>();
  const over = (message: unknown) => void underWay.delete((message as Message).request);
  const onHttp = (message: unknown) => {
    const request = (message as Message).request as ClientRequest;
    if (!counts() || request.hasHeader("upgrade") || request.method === "CONNECT") return;
    underWay.add(request);
    // Not at `response`: without a listener of that event Node discards the body itself.
    request.once("close", () => underWay.delete(request));
  };
  const onFetch = (message: unknown) => {
    const request = (message as Message).request as UndiciRequest;
    if (counts() && !request.upgrade && request.method !== "CONNECT") underWay.add(request);
  };
  const channels = {
    "http.client.request.start": onHttp,
    "http.client.response.finish": over,
    "undici:request:create": onFetch,
    "undici:request:headers": over,
    "undici:request:error": over,
  };
  for (const [name, listener] of Object.entries(channels)) subscribe(name, listener);
  return {
    get areUnderWay() {
      return underWay.size > 0;
    },
    stop() {
      for (const [name, listener] of Object.entries(channels)) unsubscribe(name, listener);
    },
  };
}
