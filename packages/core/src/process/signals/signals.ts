import { constants } from "node:os";
import { isatty } from "node:tty";
import { listenToMessage } from "./channel.js";

/** Whoever is told of signals. */
export interface SignalHandler {
  readonly signals: readonly NodeJS.Signals[];
  /** Also told of the IPC message `shutdown`, as process managers send it where signals do not exist. */
  readonly message: boolean;
  /** The first signal. `interactive`: Ctrl+C in a terminal, somebody is waiting. */
  startShutdown(reason: string, how: { interactive: boolean }): void;
  /** The second one: cut everything now. */
  forceCut(why: string, exitCode: number): void;
}

/** Ctrl+C under `npm start` arrives twice within milliseconds, and process managers signal a whole group: that is one. */
export const SAME_SIGNAL_MS = 250;
const MESSAGE = "shutdown";

/** What a process that a signal ended ends with, as shells count it. */
export function signalExitCode(signal: NodeJS.Signals): number {
  return 128 + constants.signals[signal];
}

/** The listeners of signals that belong to this package. */
const ownListeners = new WeakSet<object>();

export function isOwnListener(listener: object): boolean {
  return ownListeners.has(listener);
}

/** Listens to a signal ahead of everybody else, so that the shutdown has begun when others are told. Returns the undo. */
export function listenFirst(signal: NodeJS.Signals, listener: () => void): () => void {
  ownListeners.add(listener);
  process.prependListener(signal, listener);
  return () => process.off(signal, listener);
}

/** What each has taken so far. Not of one round of listening, which ends whenever somebody comes along. */
const received = new WeakMap<SignalHandler, { count: number; lastMs: number }>();

/** When this process sent a signal to its own process group, by the signal: it comes back here as well. */
const sentToGroupMs = new Map<string, number>();

/** The signal that comes back within `SAME_SIGNAL_MS` is no word of an operator. */
export function noteSentToGroup(signal: string): void {
  sentToGroupMs.set(signal, performance.now());
}

/** What the next signal would be to one handler, counted from 0. */
export function signalsReceived(handler: SignalHandler): number {
  return received.get(handler)?.count ?? 0;
}

/** Listens until the returned function is called. The third signal to one handler ends the process at once, by `exitNow`. */
export function listenToSignals(
  handlers: ReadonlySet<SignalHandler>,
  exitNow: (exitCode: number) => never,
): () => void {
  const onSignal = (signal: NodeJS.Signals, reason: string, wants: (handler: SignalHandler) => boolean) => {
    const now = performance.now();
    if (now - (sentToGroupMs.get(signal) ?? Number.NEGATIVE_INFINITY) < SAME_SIGNAL_MS) return;
    const interactive = reason === "SIGINT" && isatty(0);
    for (const handler of [...handlers].filter(wants)) {
      const { count, lastMs } = received.get(handler) ?? { count: 0, lastMs: Number.NEGATIVE_INFINITY };
      if (now - lastMs < SAME_SIGNAL_MS) continue;
      received.set(handler, { count: count + 1, lastMs: now });
      if (count === 0) handler.startShutdown(reason, { interactive });
      else if (count === 1) handler.forceCut(`${reason} again`, signalExitCode(signal));
      else exitNow(signalExitCode(signal));
    }
  };

  const undo: (() => void)[] = [];
  for (const signal of new Set([...handlers].flatMap((handler) => handler.signals))) {
    undo.push(
      listenFirst(signal, () => onSignal(signal, signal, (handler) => handler.signals.includes(signal))),
    );
  }
  if (process.send && [...handlers].some((handler) => handler.message)) {
    const onMessage = () => onSignal("SIGTERM", "message", (handler) => handler.message);
    undo.push(listenToMessage(MESSAGE, onMessage));
  }
  return () => {
    for (const step of undo) step();
  };
}
