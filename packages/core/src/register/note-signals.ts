export interface NotedSignals {
  /** Notes no more, and calls `to` with the first one that came. The second call does nothing. */
  deliverTo(to: (signal: NodeJS.Signals) => void): void;
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
    deliverTo(to) {
      for (const signal of signals) process.off(signal, note);
      if (noted) to(noted);
      noted = undefined;
    },
  };
}
