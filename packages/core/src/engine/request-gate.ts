import type { IncomingMessage, ServerResponse } from "node:http";
import type { Server } from "../target.js";

export type RequestListener = (request: IncomingMessage, response: ServerResponse) => void;

const EVENTS = ["request", "checkContinue"] as const;

/** The engine's own listeners: they stay in front of every gate, and hear of every request. */
const trackers = new WeakSet<RequestListener>();

export function asTracker(listener: RequestListener): RequestListener {
  trackers.add(listener);
  return listener;
}

/**
 * Puts `answers` in front of the application's handlers, those added later too: where it says that it has answered a request,
 * they never hear of it. Taking their place is the only public way to answer without them. Returns the undo.
 */
export function gateRequests(
  server: Server,
  answers: (...pair: Parameters<RequestListener>) => boolean,
): () => void {
  const undo = EVENTS.map((event) => {
    const handlers: RequestListener[] = [];
    const gate: RequestListener = (request, response) => {
      if (answers(request, response)) return;
      for (const handler of handlers) handler.call(server, request, response);
    };
    const takeOver = () => {
      const added = (server.rawListeners(event) as RequestListener[]).filter(
        (listener) => listener !== gate && !trackers.has(listener),
      );
      if (added.length === 0) return;
      for (const handler of added) server.off(event, handler);
      handlers.push(...added);
      // Only where the application listens: a listener of `checkContinue` changes what Node does.
      if (!server.listeners(event).includes(gate)) server.on(event, gate);
    };
    const onNew = (name: string | symbol) => {
      if (name === event) queueMicrotask(takeOver);
    };
    takeOver();
    server.on("newListener", onNew);
    return () => {
      server.off("newListener", onNew);
      server.off(event, gate);
      for (const handler of handlers) server.on(event, handler);
    };
  });
  return () => {
    for (const step of undo) step();
  };
}
