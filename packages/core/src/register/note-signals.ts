export interface NotedSignals {
  /** The first one that came. */
  readonly signal: NodeJS.Signals | undefined;
  stop(): void;
}

/** Until there is a lifecycle, a signal does not end a program that listens already. One that has a listener of its own ends as ever. */
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
