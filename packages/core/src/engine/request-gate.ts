import type { IncomingMessage, ServerResponse } from "node:http";
import type { Server } from "../target.js";

export type RequestListener = (request: IncomingMessage, response: ServerResponse) => void;

/** Says whether it has answered a request, or will. */
export type Answers = (request: IncomingMessage, response: ServerResponse) => boolean;

const EVENTS = ["request", "checkContinue"] as const;

/** The engine's own listeners: they stay in front of every gate, and hear of every request. */
const trackers = new WeakSet<RequestListener>();

/** One gate a server, whoever asks for it: two would go on taking each other's place. */
const gates = new WeakMap<Server, { answerers: Set<Answers>; remove: () => void }>();

export function asTracker(listener: RequestListener): RequestListener {
  trackers.add(listener);
  return listener;
}

/**
 * Puts `answers` in front of the application's handlers, those added later too: where it says that it has answered a request,
 * they never hear of it. Taking their place is the only public way to answer without them. Returns the undo.
 */
export function gateRequests(server: Server, answers: Answers): () => void {
  const gate = gates.get(server) ?? openGate(server);
  gate.answerers.add(answers);
  return () => {
    if (!gate.answerers.delete(answers) || gate.answerers.size > 0) return;
    gates.delete(server);
    gate.remove();
  };
}

function openGate(server: Server): { answerers: Set<Answers>; remove: () => void } {
  const answerers = new Set<Answers>();
  const undo = EVENTS.map((event) => standBefore(server, event, answerers));
  const gate = {
    answerers,
    remove() {
      for (const step of undo) step();
    },
  };
  gates.set(server, gate);
  return gate;
}

function standBefore(
  server: Server,
  event: (typeof EVENTS)[number],
  answerers: ReadonlySet<Answers>,
): () => void {
  const handlers: RequestListener[] = [];
  let isOpen = true;
  const gate: RequestListener = (request, response) => {
    for (const answers of answerers) if (answers(request, response)) return;
    for (const handler of handlers) handler.call(server, request, response);
  };
  const takeOver = () => {
    if (!isOpen) return;
    const added = (server.rawListeners(event) as RequestListener[]).filter(
      (listener) => listener !== gate && !trackers.has(listener),
    );
    if (added.length === 0) return;
    for (const handler of added) server.off(event, handler);
    handlers.push(...added);
    // Only where the application listens: a listener of `checkContinue` changes what Node does.
    if (!server.listeners(event).includes(gate)) server.on(event, gate);
  };
  const onNew = (name: string | symbol, listener: unknown) => {
    if (name === event && listener !== gate) queueMicrotask(takeOver);
  };
  takeOver();
  server.on("newListener", onNew);
  return () => {
    isOpen = false;
    server.off("newListener", onNew);
    server.off(event, gate);
    for (const handler of handlers.splice(0)) server.on(event, handler);
  };
}
