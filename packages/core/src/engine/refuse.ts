import type { IncomingMessage, ServerResponse } from "node:http";
import type { Server } from "../target.js";

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

const EVENTS = ["request", "checkContinue"] as const;

/** Seconds. The client is to come back at once, and gets to another instance then. */
const RETRY_AFTER = "1";

/**
 * Puts the engine's 503 in front of the application's handlers: the only public way to answer a request without them is to
 * take their place. `first` stays, and hears of every request; `admits` lets some through. Returns the undo.
 */
export function refuseRequests(
  server: Server,
  first: (handler: unknown) => boolean,
  admits: (request: IncomingMessage) => boolean,
  onRefused: (response: ServerResponse) => void,
): () => void {
  const undo = EVENTS.map((event) => {
    const handlers = (server.rawListeners(event) as Handler[]).filter((handler) => !first(handler));
    if (handlers.length === 0) return () => {};
    for (const handler of handlers) server.off(event, handler);
    const gate: Handler = (request, response) => {
      if (admits(request)) {
        for (const handler of handlers) handler.call(server, request, response);
        return;
      }
      onRefused(response);
      response.writeHead(503, { "retry-after": RETRY_AFTER, "content-type": "text/plain" });
      response.end("This instance is shutting down.\n");
    };
    server.on(event, gate);
    return () => {
      server.off(event, gate);
      for (const handler of handlers) server.on(event, handler);
    };
  });
  return () => {
    for (const step of undo) step();
  };
}
