import { spawn } from "node:child_process";
import { systemdNotifier } from "@x/graceful-core/adapter";

/** What systemd is told about a service of `Type=notify` or `Type=notify-reload`. Elsewhere every call does nothing. */
export interface ServiceManager {
  ready(status: string): void;
  reloading(): void;
  stopping(): void;
  /** Stops the keep-alive messages of the watchdog. */
  end(): void;
}

const NO_SERVICE_MANAGER: ServiceManager = { ready() {}, reloading() {}, stopping() {}, end() {} };

/**
 * The keep-alive messages of the watchdog (`WatchdogSec=`) come from the event loop that supervises: if the loop is
 * blocked, they stop, and systemd restarts the service.
 */
export function serviceManager(env: NodeJS.ProcessEnv, warn: (line: string) => void): ServiceManager {
  const { NOTIFY_SOCKET, WATCHDOG_USEC, WATCHDOG_PID } = env;
  if (!NOTIFY_SOCKET) return NO_SERVICE_MANAGER;
  const notify = systemdNotifier(spawn, warn);
  const isWatched = Number(WATCHDOG_USEC) > 0 && (!WATCHDOG_PID || WATCHDOG_PID === String(process.pid));
  // Half the interval, as systemd recommends.
  const watchdogTimer = isWatched
    ? setInterval(() => notify("WATCHDOG=1"), Number(WATCHDOG_USEC) / 2_000)
    : undefined;
  return {
    ready: (status) => notify("READY=1", `STATUS=${status}`, `MAINPID=${process.pid}`),
    reloading: () => notify("RELOADING=1", `MONOTONIC_USEC=${process.hrtime.bigint() / 1_000n}`),
    stopping: () => notify("STOPPING=1"),
    end: () => clearInterval(watchdogTimer),
  };
}
