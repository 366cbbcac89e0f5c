export interface NotedSignals {
  /** Stops noting, and calls `to` with the first signal that came. A second call does nothing. */
  deliverTo(to: (signal: NodeJS.Signals) => void): void;
}

/**
 * Notes signals, so that none of them ends the program before it has a lifecycle. Ignores signals that have a listener.
 */
export function noteSignals(): NotedSignals {
  let noted: NodeJS.Signals | undefined;
  const note = (signal: NodeJS.Signals) => {
    noted ??= signal;
  };
  const signals = (["SIGTERM", "SIGINT"] as const).filter((signal) => process.listenerCount(signal) === 0);
  for (const signal of signals) process.on(signal, note);
  return {
    deliverTo(to) {
      for (const signal of signals) process.off(signal, note);
      if (noted) to(noted);
      noted = undefined;
    },
  };
}
