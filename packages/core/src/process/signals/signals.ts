import { constants } from "node:os";
import { isatty } from "node:tty";
import { type KeepOptions, keepListening } from "./keep-listening.js";
import { listenToMessage } from "./listen-to-message.js";

/** Called at signals. */
export interface SignalHandler {
  readonly signals: readonly NodeJS.Signals[];
  /** Whether the IPC message `shutdown` counts as a signal: process managers send it where signals do not exist. */
  readonly message: boolean;
  /** Called at the first signal. `interactive`: whether it was Ctrl+C in a terminal. */
  startShutdown(reason: string, how: { interactive: boolean }): void;
  /** Called at the second signal: cut everything now. */
  forceCut(why: string, exitCode: number): void;
}

/**
 * Signals within this time count as one: Ctrl+C under `npm start` arrives twice, and process managers signal a whole
 * group.
 */
export const SAME_SIGNAL_MS = 250;
const MESSAGE = "shutdown";

/** The exit code of a process that a signal ended, as shells show it. */
export function signalExitCode(signal: NodeJS.Signals): number {
  return 128 + constants.signals[signal];
}

/**
 * How many signals each handler has received. Kept here, since `listenToSignals` is called anew whenever a handler
 * joins or leaves.
 */
const received = new WeakMap<SignalHandler, { first: string; count: number; lastMs: number }>();

const NONE_RECEIVED = { first: "", count: 0, lastMs: Number.NEGATIVE_INFINITY };

/** When this process sent each signal to its own process group, from which the signal comes back. */
const sentToGroupMs = new Map<string, number>();

/** Ignores the signal for `SAME_SIGNAL_MS`: it comes back from the process group, and no operator has sent it. */
export function noteSentToGroup(signal: string): void {
  sentToGroupMs.set(signal, performance.now());
}

/** `SIGTERM again`, or `SIGTERM after SIGINT` */
function anotherSignal(signal: string, first: string): string {
  return signal === first ? `${signal} again` : `${signal} after ${first}`;
}

export function signalsReceived(handler: SignalHandler): number {
  return received.get(handler)?.count ?? 0;
}

/**
 * Listens until the returned function is called. The third signal to one handler ends the process at once, by
 * `exitNow`.
 */
export function listenToSignals(
  handlers: ReadonlySet<SignalHandler>,
  exitNow: (exitCode: number) => never,
  onRemoved: KeepOptions["onRemoved"],
): () => void {
  const onSignal = (signal: NodeJS.Signals, reason: string, wants: (handler: SignalHandler) => boolean) => {
    const now = performance.now();
    if (now - (sentToGroupMs.get(signal) ?? Number.NEGATIVE_INFINITY) < SAME_SIGNAL_MS) return;
    const interactive = reason === "SIGINT" && isatty(0);
    for (const handler of [...handlers].filter(wants)) {
      const { first, count, lastMs } = received.get(handler) ?? NONE_RECEIVED;
      if (now - lastMs < SAME_SIGNAL_MS) continue;
      received.set(handler, { first: first || reason, count: count + 1, lastMs: now });
      if (count === 0) handler.startShutdown(reason, { interactive });
      else if (count === 1) handler.forceCut(anotherSignal(reason, first), signalExitCode(signal));
      else exitNow(signalExitCode(signal));
    }
  };

  const undo: (() => void)[] = [];
  for (const signal of new Set([...handlers].flatMap((handler) => handler.signals))) {
    const listener = () => onSignal(signal, signal, (handler) => handler.signals.includes(signal));
    // Before all other listeners, so that the shutdown has begun when they are called.
    undo.push(keepListening(signal, listener, { first: true, onRemoved }));
  }
  if (process.send && [...handlers].some((handler) => handler.message)) {
    const onMessage = () => onSignal("SIGTERM", "message", (handler) => handler.message);
    undo.push(listenToMessage(MESSAGE, onMessage));
  }
  return () => {
    for (const step of undo) step();
  };
}
