import type { IncomingMessage, ServerResponse } from "node:http";
import type { Server } from "../../target.js";
import { kindOf } from "./server-kind.js";

/** Says whether it has answered a request, or will. */
export type Answers = (request: IncomingMessage, response: ServerResponse) => boolean;

type AnyListener = (...args: unknown[]) => void;

const EVENTS = ["request", "checkContinue"] as const;

/** The engine's own listeners, all of HTTP/2: they stay in front of every gate, and hear of every request. */
const exemptListeners = new WeakSet<object>();

/** One gate a server, whoever asks for it: two would go on taking each other's place. */
const gates = new WeakMap<Server, { answerers: Set<Answers>; remove: () => void }>();

export function exemptFromGate<Listener extends object>(listener: Listener): Listener {
  exemptListeners.add(listener);
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
  // A server that has probes and nothing else, or WebSockets. On HTTP/2 a listener of `request` is a different API.
  const isPlain = kindOf(server).protocol === "http1";
  const undo = EVENTS.map((event) =>
    interceptEvent(server, event, answerers, isPlain && event === "request"),
  );
  const gate = {
    answerers,
    remove() {
      for (const step of undo) step();
    },
  };
  gates.set(server, gate);
  return gate;
}

/** The same for one event, whatever it tells. */
export function interceptEvent<Args extends unknown[]>(
  server: Server,
  event: string,
  answerers: Iterable<(...args: Args) => boolean>,
  withoutHandler = false,
): () => void {
  type Listener = (...args: Args) => void;
  let handlers: Listener[] = [];
  let isOpen = true;
  const gateTo =
    (behind: readonly Listener[]): Listener =>
    (...args) => {
      for (const answers of answerers) if (answers(...args)) return;
      for (const handler of behind) handler.call(server, ...args);
    };
  let gate = gateTo(handlers);
  const moveHandlersBehindGate = () => {
    if (!isOpen) return;
    const added = (server.rawListeners(event) as Listener[]).filter(
      (listener) => listener !== gate && !exemptListeners.has(listener),
    );
    // Only where the application listens: a listener of `checkContinue` changes what Node does.
    if (added.length === 0 && !withoutHandler) return;
    for (const handler of added) server.off(event, handler as AnyListener);
    handlers.push(...added);
    if (!server.listeners(event).includes(gate)) server.on(event, gate as AnyListener);
  };
  const onNew = (name: string | symbol, listener: unknown) => {
    if (name === event && listener !== gate) queueMicrotask(moveHandlersBehindGate);
  };
  // Who takes the listeners away to call them himself (engine.io) keeps this gate and what is behind it, and gets another
  // one before him: behind the same gate he would call himself without end.
  const onRemove = (name: string | symbol, removed: unknown) => {
    if (name !== event || removed !== gate) return;
    handlers = [];
    gate = gateTo(handlers);
  };
  moveHandlersBehindGate();
  server.on("newListener", onNew);
  server.on("removeListener", onRemove);
  return () => {
    isOpen = false;
    server.off("newListener", onNew);
    server.off("removeListener", onRemove);
    server.off(event, gate as AnyListener);
    for (const handler of handlers.splice(0)) server.on(event, handler as AnyListener);
  };
}
