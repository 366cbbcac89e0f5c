import { spawn } from "node:child_process";

const PROGRAM = "systemd-notify";

/** What a service of `Type=notify` or `Type=notify-reload` tells systemd. Elsewhere every call does nothing. */
export interface ServiceManager {
  ready(status: string): void;
  reloading(): void;
  stopping(): void;
  /** Sends no more signs of life. */
  end(): void;
}

const NO_SERVICE_MANAGER: ServiceManager = { ready() {}, reloading() {}, stopping() {}, end() {} };

/**
 * Node cannot open a Unix datagram socket, so systemd's own program speaks: a process of its own, hence
 * `NotifyAccess=all` in the unit. Its signs of life (`WatchdogSec=`) come from the loop that supervises: where that
 * stands still they fail to come.
 */
export function serviceManager(env: NodeJS.ProcessEnv, warn: (line: string) => void): ServiceManager {
  const { NOTIFY_SOCKET, WATCHDOG_USEC, WATCHDOG_PID } = env;
  if (!NOTIFY_SOCKET) return NO_SERVICE_MANAGER;
  // One after the other, so that the last word is the last thing heard.
  let queue = Promise.resolve();
  const enqueue = (...states: string[]) => {
    queue = queue
      .then(() => notify(states))
      .catch((error: Error) =>
        warn(`${PROGRAM} ${states[0]} failed, systemd does not know: ${error.message}`),
      );
  };
  const isWatched = Number(WATCHDOG_USEC) > 0 && (!WATCHDOG_PID || WATCHDOG_PID === String(process.pid));
  // Twice as often as it must be, as systemd asks for.
  const watchdogTimer = isWatched
    ? setInterval(() => enqueue("WATCHDOG=1"), Number(WATCHDOG_USEC) / 2_000)
    : undefined;
  return {
    ready: (status) => enqueue("READY=1", `STATUS=${status}`, `MAINPID=${process.pid}`),
    reloading: () => enqueue("RELOADING=1", `MONOTONIC_USEC=${process.hrtime.bigint() / 1_000n}`),
    stopping: () => enqueue("STOPPING=1"),
    end: () => clearInterval(watchdogTimer),
  };
}

function notify(states: readonly string[]): Promise<void> {
  // As plain assignments: options such as `--reloading` are unknown to it before version 253.
  const child = spawn(PROGRAM, states, { stdio: "ignore" });
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("exit", (code, signal) => {
      if (code === 0) resolve();
      else reject(new Error(`it ended with ${code ?? signal}`));
    });
  });
}
