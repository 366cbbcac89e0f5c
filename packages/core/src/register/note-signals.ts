export interface NotedSignals {
  /** The first signal that came. */
  readonly signal: NodeJS.Signals | undefined;
  stop(): void;
}

/**
 * Notes signals, so that none ends the program before it has a lifecycle. A signal with a listener is left to that.
 */
export function noteSignals(): NotedSignals {
  let noted: NodeJS.Signals | undefined;
  const note = (signal: NodeJS.Signals) => {
    noted ??= signal;
  };
  const signals = (["SIGTERM", "SIGINT"] as const).filter((signal) => process.listenerCount(signal) === 0);
  for (const signal of signals) process.on(signal, note);
  return {
    get signal() {
      return noted;
    },
    stop() {
      for (const signal of signals) process.off(signal, note);
    },
  };
}
