import { constants } from "node:os";
import { functionName } from "../../support/function-name.js";
import { callerOf } from "./caller-of.js";
import { removeWrapped } from "./remove-wrapped.js";
import { runToTheEnd } from "./run-to-the-end.js";

type Listener = (...args: unknown[]) => unknown;
/** A listener as Node wraps it for `once`: `process.off` and `process.listeners` go by its property `listener`. */
type Wrapped = Listener & { listener?: Listener };

/** The signal listeners that are not Graceful's: of a framework, a library, or the application. */
export interface OtherListeners {
  /**
   * Defers the listeners of these signals too. Each signal must have a listener of ours: without any listener it ends
   * the process.
   */
  watch(signals: readonly NodeJS.Signals[]): void;
  /** The listeners of a signal, by name and place: `cleanup at server.js:12:9`. */
  names(signal: NodeJS.Signals): string[];
  /**
   * Returns a function for each listener that was called, had to wait and is still registered, in the order of the
   * calls.
   */
  release(): [name: string, run: () => Promise<unknown>][];
  /** Whether a listener ran that did not show when it is done: its work may go on. */
  readonly mayStillRun: boolean;
  /** Puts every listener back as it was. */
  stop(): void;
}

/**
 * Node's frame of `process.on`. Between it and our listener of `newListener` there may be others: signal-exit replaces
 * `process.emit`.
 */
const ADDING = /(addListener|prependListener) \(node:events/i;

interface Entry {
  readonly signal: NodeJS.Signals;
  /** A listener as it was in the list: the application's own function, or the wrapper of `once`. */
  readonly given: Wrapped;
  readonly wrapper: Wrapped;
}

/** Where each listener was added. Unknown for those that were added before `graceful()`. */
const places = new WeakMap<Listener, string>();

/**
 * Makes the other signal listeners wait while `isWaiting` returns true: a call is noted, once for each listener, and
 * `release` returns the noted ones.
 *
 * Each listener is replaced in its place by a wrapper, as Node's own `once` does it, so `process.off`,
 * `process.listeners` and `process.listenerCount` work as before. They are replaced before any signal arrives: Node
 * calls a copy of the list, so no listener can stop those after it. Listeners that are added later are replaced in a
 * microtask.
 */
export function deferOtherListeners(
  isOwn: (listener: Listener) => boolean,
  isWaiting: () => boolean,
): OtherListeners {
  const entries = new WeakMap<Wrapped, Entry>();
  const called = new Set<Entry>();
  const signals = new Set<NodeJS.Signals>();
  let isStopped = false;
  let mayStillRun = false;
  let isReplacing = false;
  let stopRemoving: (() => void) | undefined;

  const wrap = (signal: NodeJS.Signals, given: Wrapped): Wrapped => {
    const wrapper: Wrapped = (...args) => {
      if (!isWaiting()) return call(entry, args);
      called.add(entry);
    };
    wrapper.listener = listenerOf(given);
    const entry: Entry = { signal, given, wrapper };
    entries.set(wrapper, entry);
    return wrapper;
  };

  const call = ({ signal, given, wrapper }: Entry, args: unknown[]): unknown => {
    if (given.listener) process.off(signal, wrapper);
    return listenerOf(given).apply(process, args);
  };

  /**
   * Removes all listeners from the last to the first and adds them again. This keeps the order, even if a function is
   * in the list twice.
   */
  const replaceAll = (signal: NodeJS.Signals, replacement: (given: Wrapped) => Wrapped) => {
    const others = othersOf(signal);
    const replaced = others.map(replacement);
    if (replaced.every((listener, at) => listener === others[at])) return;
    isReplacing = true;
    for (const listener of [...others].reverse()) process.off(signal, listener);
    for (const listener of replaced) process.on(signal, listener);
    isReplacing = false;
  };

  const othersOf = (signal: NodeJS.Signals) =>
    (process.rawListeners(signal) as Wrapped[]).filter((listener) => !isOwn(listener));

  const wrapAll = (signal: NodeJS.Signals) => {
    if (isStopped) return;
    replaceAll(signal, (given) => (entries.has(given) ? given : wrap(signal, given)));
    // Node shows what a wrapper stands for.
    const shown = process.listeners(signal) as Listener[];
    if (shown.some((listener) => entries.has(listener))) stopRemoving ??= removeWrapped();
  };

  const onNew = (event: string | symbol, listener: Listener) => {
    const signal = event as NodeJS.Signals;
    if (!signals.has(signal) || isReplacing || isOwn(listener)) return;
    const place = callerOf(onNew, ADDING);
    if (place) places.set(listener, place);
    queueMicrotask(() => wrapAll(signal));
  };

  process.on("newListener", onNew);

  return {
    watch(added) {
      for (const signal of added) {
        signals.add(signal);
        wrapAll(signal);
      }
    },
    get mayStillRun() {
      return mayStillRun;
    },
    names: (signal) => othersOf(signal).map(nameOf),
    release() {
      const waiting = [...called].filter(({ signal, wrapper }) =>
        process.rawListeners(signal).includes(wrapper),
      );
      called.clear();
      return waiting.map((entry) => [
        `${entry.signal} listener ${nameOf(entry.given)}`,
        async () => {
          const hasReportedEnd = await runToTheEnd(() =>
            call(entry, [entry.signal, constants.signals[entry.signal]]),
          );
          if (!hasReportedEnd) mayStillRun = true;
        },
      ]);
    },
    stop() {
      isStopped = true;
      process.off("newListener", onNew);
      for (const signal of signals) {
        replaceAll(signal, (listener) => entries.get(listener)?.given ?? listener);
      }
      stopRemoving?.();
    },
  };
}

function listenerOf(given: Wrapped): Listener {
  return given.listener ?? given;
}

function nameOf(given: Wrapped): string {
  const listener = listenerOf(given);
  const place = places.get(listener);
  return `${functionName(listener) ?? "a function"}${place ? ` at ${place}` : ", added before graceful()"}`;
}
