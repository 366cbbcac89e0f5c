import type { IncomingMessage, ServerResponse } from "node:http";
import { sharedByCopies } from "../../support/shared-by-copies.js";
import type { Server } from "../../target.js";
import { protocolOf } from "./protocol-of.js";

/** Returns whether it answers a request, now or later. */
export type Answers = (request: IncomingMessage, response: ServerResponse) => boolean;

type AnyAnswers = (...args: never[]) => boolean;
type AnyListener = (...args: unknown[]) => void;

const EVENTS = ["request", "checkContinue"] as const;

interface Gate {
  readonly answerers: Set<AnyAnswers>;
  remove(): void;
}

interface Gates {
  /** By the event: one gate for all callers, since two gates would replace each other without end. */
  readonly open: WeakMap<Server, Map<string, Gate>>;
  /**
   * Listeners of the engine, all for HTTP/2. They stay in front of every gate, so they are called for every request.
   */
  readonly exempt: WeakSet<object>;
}

const gates = sharedByCopies(
  Symbol.for("@x/graceful.gates/1"),
  (): Gates => ({ open: new WeakMap(), exempt: new WeakSet() }),
);

export function exemptFromGate<Listener extends object>(listener: Listener): Listener {
  gates.exempt.add(listener);
  return listener;
}

/**
 * Calls `answers` before the application's handlers, including those added later. If it returns true, the handlers are
 * not called. Replacing the handlers by one listener is the only public way to keep a request from them. Returns the
 * undo.
 */
export function gateRequests(server: Server, answers: Answers): () => void {
  const undo = EVENTS.map((event) => gateEvent(server, event, answers));
  return () => {
    for (const step of undo) step();
  };
}

/** Does the same for one event, whatever its arguments. */
export function gateEvent(server: Server, event: string, answers: AnyAnswers): () => void {
  const byEvent = gates.open.get(server) ?? new Map<string, Gate>();
  gates.open.set(server, byEvent);
  const gate = byEvent.get(event) ?? openGate(server, event);
  byEvent.set(event, gate);
  gate.answerers.add(answers);
  return () => {
    if (!gate.answerers.delete(answers) || gate.answerers.size > 0) return;
    byEvent.delete(event);
    gate.remove();
  };
}

function openGate(server: Server, event: string): Gate {
  const answerers = new Set<AnyAnswers>();
  // An HTTP/1 server may have no handler at all, only probes or WebSockets. On HTTP/2 a listener of `request` would
  // select another API.
  const withoutHandler = event === "request" && protocolOf(server) === "http1";
  const remove = interceptEvent(server, event, answerers, withoutHandler);
  return { answerers, remove };
}

/** `withoutHandler`: listens even if the application does not. */
function interceptEvent(
  server: Server,
  event: string,
  answerers: ReadonlySet<AnyAnswers>,
  withoutHandler: boolean,
): () => void {
  type Listener = (...args: never[]) => void;
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
      (listener) => listener !== gate && !gates.exempt.has(listener),
    );
    // A listener of `checkContinue` changes what Node does, so it is added only if the application has one.
    if (added.length === 0 && !withoutHandler) return;
    for (const handler of added) server.off(event, handler as AnyListener);
    handlers.push(...added);
    if (!server.listeners(event).includes(gate)) server.on(event, gate as AnyListener);
  };
  const onNew = (name: string | symbol, listener: unknown) => {
    if (name === event && listener !== gate) queueMicrotask(moveHandlersBehindGate);
  };
  // A library that removes the listeners to call them itself (engine.io) keeps this gate with its handlers, and gets a
  // new gate in front of its own listener. With the same gate, it would call itself without end.
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
