import { constants } from "node:os";
import { isatty } from "node:tty";

/**
 * Two signals within this time, in milliseconds, count as one: npm forwards a signal that the terminal has sent to the
 * whole process group.
 */
const SAME_MS = 250;
const STOPPING: readonly NodeJS.Signals[] = ["SIGTERM", "SIGINT", "SIGQUIT"];
const STOPPING_ON_WINDOWS: readonly NodeJS.Signals[] = ["SIGTERM", "SIGINT", "SIGBREAK"];

export interface SignalOrders {
  stop(reason: string): void;
  reload(): void;
  force(how: "cut" | "kill", exitCode: number): void;
}

/** How long the process may take to exit when everything is over, on a busy machine. */
const EXIT_MS = 2_000;

/**
 * Listens to signals until the returned function is called, and for `EXIT_MS` more, in which they are ignored: one of
 * them would end the process by that signal, and not with its exit code.
 */
export function listenToSignals({ stop, reload, force }: SignalOrders): () => void {
  const isWindows = process.platform === "win32";
  const wasInTerminal = isatty(0);
  let received = 0;
  let lastMs = Number.NEGATIVE_INFINITY;
  const onStop = (signal: NodeJS.Signals) => {
    const now = performance.now();
    if (now - lastMs < SAME_MS) return;
    lastMs = now;
    received++;
    const exitCode = 128 + (constants.signals[signal] ?? 0);
    if (received === 1) stop(signal);
    else force(received === 2 ? "cut" : "kill", exitCode);
  };
  // A closed terminal sends SIGHUP too, which is not a reload. Standard input is no terminal any more then.
  const onHangUp = () => (wasInTerminal && !isatty(0) ? onStop("SIGHUP") : reload());
  const stopping = isWindows ? STOPPING_ON_WINDOWS : STOPPING;
  for (const signal of stopping) process.on(signal, onStop);
  process.on("SIGHUP", onHangUp);
  const stopListening = () => {
    for (const signal of stopping) process.off(signal, onStop);
    process.off("SIGHUP", onHangUp);
  };
  return () => void setTimeout(stopListening, EXIT_MS).unref();
}
