import { constants } from "node:os";
import { callerOf } from "./caller.js";
import { runToTheEnd } from "./run-to-the-end.js";

type Listener = (...args: unknown[]) => unknown;
/** As Node wraps a listener of `once`: what `process.off` and `process.listeners` look for is in `listener`. */
type Wrapped = Listener & { listener?: Listener };

/** The listeners of signals that are not ours: a framework's, a library's, the application's own. */
export interface OtherListeners {
  /** Those of these signals too. Needs a listener of our own on each: with none at all, the signal would end the process. */
  watch(signals: readonly NodeJS.Signals[]): void;
  /** Those of a signal, by name and place: `cleanup at server.js:12:9`. */
  names(signal: NodeJS.Signals): string[];
  /** Those that were called and had to wait, and are still registered, in the order of the calls: as what calls each of them. */
  release(): [name: string, run: () => Promise<unknown>][];
  /** One of those has said in no way that it is done: it may go on. */
  readonly mayStillRun: boolean;
  /** Puts every listener back as it was. */
  stop(): void;
}

/** Between it and the listener of `newListener` somebody may stand who has replaced `process.emit`, as signal-exit does. */
const ADDING = /(addListener|prependListener) \(node:events/i;

interface Entry {
  readonly signal: NodeJS.Signals;
  /** As it stood in the list: the application's own function, or what `once` has made of it. */
  readonly given: Wrapped;
  readonly wrapper: Wrapped;
}

/** Where listeners were added, as far as it was seen. */
const places = new WeakMap<Listener, string>();

/**
 * Has the other listeners of signals wait while `isWaiting` says so: a call is noted, once for each of them, and
 * `release` gives the noted ones.
 *
 * Each is replaced in its place by a wrapper, the way in which Node's own `once` does it: `process.off`, `process.listeners` and
 * `process.listenerCount` go on as before. That is done ahead of any signal, since a signal is told to a copy of the list,
 * so that no listener can stop those behind it. Those that come later are replaced in a microtask.
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

  /** Takes all off from the last to the first, and adds them again: so each is found in its own place, and the order stays. */
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
    },
  };
}

function listenerOf(given: Wrapped): Listener {
  return given.listener ?? given;
}

function nameOf(given: Wrapped): string {
  const listener = listenerOf(given);
  const place = places.get(listener);
  return `${listener.name || "a function"}${place ? ` at ${place}` : ", added before graceful()"}`;
}
