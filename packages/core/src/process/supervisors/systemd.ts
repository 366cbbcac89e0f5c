import type * as ChildProcesses from "node:child_process";
import { requireBuiltin } from "../../support/require-builtin.js";
import type { SupervisedProcess, Supervisor } from "./supervisor.js";
import { systemdNotifier } from "./systemd-notifier.js";

/** How long the last message may hold the process. It takes a few milliseconds, unless `systemd-notify` hangs. */
const HOLD_MS = 250;

/** Tells systemd when a service of `Type=notify` is ready and when it stops. */
export function systemd({ warn }: SupervisedProcess): Supervisor | undefined {
  const { NOTIFY_SOCKET, SYSTEMD_EXEC_PID } = process.env;
  if (!NOTIFY_SOCKET) return undefined;
  let mayHold = false;
  let current: ChildProcesses.ChildProcess | undefined;
  const { spawn } = requireBuiltin<typeof ChildProcesses>("node:child_process");
  const notify = systemdNotifier(spawn, warn, (child) => {
    current = child;
    if (!mayHold) child.unref();
  });
  /** Lets a message hold the process for a moment. If the process ended at once, `STOPPING=1` would be lost. */
  const holdShortly = () => {
    mayHold = true;
    current?.ref();
    setTimeout(() => {
      mayHold = false;
      current?.unref();
    }, HOLD_MS).unref();
  };
  return {
    ready: () => notify("READY=1"),
    stopping() {
      // After it systemd waits for the whole service to end. A worker inherits the socket, and must not send it.
      if (SYSTEMD_EXEC_PID && SYSTEMD_EXEC_PID !== String(process.pid)) return;
      holdShortly();
      notify("STOPPING=1");
    },
  };
}
