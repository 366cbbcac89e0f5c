import type { EventEmitter } from "node:events";
import { callerOf } from "./caller-of.js";

type Listener = (...args: unknown[]) => void;

export interface KeepOptions {
  /** Whether to listen before all other listeners. */
  first?: boolean;
  /** Called once, with the place of the call that removed the listener. */
  onRemoved?: (event: string, caller: string | undefined) => void;
}

interface Kept extends Required<KeepOptions> {
  readonly event: string;
  /** Set from a removal until the listener is back. */
  isAway: boolean;
  isReported: boolean;
}

/** Node's frame of the call that removes a listener. */
const REMOVING = /(removeAllListeners|removeListener) \(node:events/i;

const emitter: EventEmitter = process;
const kept = new Map<Listener, Kept>();
/** Listeners of this package, of any event of the process. */
export const ownListeners = new WeakSet<object>();

export function isOwnListener(listener: object): boolean {
  return ownListeners.has(listener);
}

/**
 * Listens to an event of the process until the returned function is called. A listener that the application removes
 * comes back in a microtask: `process.removeAllListeners("SIGTERM")`, which is meant for those of a framework or of
 * another test, would otherwise switch off the shutdown, and the next signal would kill the process.
 */
export function keepListening(
  event: string,
  given: (...args: never[]) => void,
  { first = false, onRemoved = () => {} }: KeepOptions = {},
): () => void {
  const listener = given as Listener;
  if (kept.size === 0) emitter.on("removeListener", onRemove);
  ownListeners.add(listener);
  kept.set(listener, { event, first, onRemoved, isAway: false, isReported: false });
  add(listener, first, event);
  return () => {
    if (!kept.delete(listener)) return;
    if (kept.size === 0) emitter.off("removeListener", onRemove);
    removeAll(event, listener);
  };
}

function onRemove(event: string | symbol, listener: Listener): void {
  const entry = kept.get(listener);
  if (entry?.event !== event || entry.isAway) return;
  entry.isAway = true;
  if (!entry.isReported) entry.onRemoved(entry.event, callerOf(onRemove, REMOVING));
  entry.isReported = true;
  queueMicrotask(() => {
    if (kept.get(listener) !== entry) return;
    // Somebody may have put it back meanwhile, behind the others.
    removeAll(entry.event, listener);
    add(listener, entry.first, entry.event);
    entry.isAway = false;
  });
}

function add(listener: Listener, isFirst: boolean, event: string): void {
  emitter[isFirst ? "prependListener" : "on"](event, listener);
}

/** A listener that was put back by the application may be in the list twice. */
function removeAll(event: string, listener: Listener): void {
  while (emitter.listeners(event).includes(listener)) emitter.off(event, listener);
}
