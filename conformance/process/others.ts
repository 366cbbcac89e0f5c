import type { Server } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

// What others do in a process: each is a library that knows nothing of a shutdown. The tests find its lines in the log.

/** Adds a listener of the signal that ends the process in this way. */
export function listenToSignal(listener: NodeJS.SignalsListener): void {
  process.on("SIGTERM", listener);
}

export function exits(): void {
  console.log("exits runs");
  process.exit(0); // at once
}

export async function signalsAgain(signal: NodeJS.Signals): Promise<void> {
  console.log("signalsAgain runs");
  // Later than signals that count as one.
  await sleep(400);
  process.kill(process.pid, signal);
}

/** As the documentation of frameworks with a shutdown of their own has it. */
export function frameworkCloser(close: () => Promise<unknown>): NodeJS.SignalsListener {
  return async function closesFramework() {
    console.log("closesFramework runs");
    await close();
    console.log("closesFramework is over");
  };
}

/** As it is done where the framework has none. */
export function serverCloser(server: Server): NodeJS.SignalsListener {
  return function closesServer() {
    console.log("closesServer runs");
    server.close(() => {
      console.log("closesServer is over");
      process.exit(); // at the end of closesServer
    });
  };
}

export function exitsInTheMiddle(): void {
  setTimeout(() => process.exit(0), 50);
}

export function signalsInTheMiddle(): void {
  // Later than signals that count as one.
  setTimeout(() => process.kill(process.pid, "SIGTERM"), 400);
}
