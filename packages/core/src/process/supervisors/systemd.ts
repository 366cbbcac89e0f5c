import type * as ChildProcesses from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { requireBuiltin } from "../../support/require-builtin.js";
import type { SupervisedProcess, Supervisor } from "./supervisor.js";

const PROGRAM = "systemd-notify";
/** How long the last message may hold the process. It takes a few milliseconds, unless `systemd-notify` hangs. */
const HOLD_MS = 250;

/**
 * Tells systemd when a service of `Type=notify` is ready and when it stops. Node cannot open the Unix datagram socket,
 * so systemd's own program sends the message, in a process of its own: the unit needs `NotifyAccess=all`.
 */
export function systemd({ warn }: SupervisedProcess): Supervisor | undefined {
  const { NOTIFY_SOCKET, SYSTEMD_EXEC_PID } = process.env;
  if (!NOTIFY_SOCKET) return undefined;
  // One after the other, so that the last message arrives last.
  let queue = Promise.resolve();
  let mayHold = false;
  let current: ChildProcess | undefined;
  const notify = (state: string) => {
    current = spawnNotify(state);
    if (!mayHold) current.unref();
    return ended(current);
  };
  /** Lets a message hold the process for a moment. If the process ended at once, `STOPPING=1` would be lost. */
  const holdShortly = () => {
    mayHold = true;
    current?.ref();
    setTimeout(() => {
      mayHold = false;
      current?.unref();
    }, HOLD_MS).unref();
  };
  const enqueue = (state: string) => {
    queue = queue
      .then(() => notify(state))
      .catch((error: Error) => {
        warn(`${PROGRAM} ${state} failed, systemd does not know: ${error.message}`);
      });
  };
  return {
    ready: () => enqueue("READY=1"),
    stopping() {
      // After it systemd waits for the whole service to end. A worker inherits the socket, and must not send it.
      if (SYSTEMD_EXEC_PID && SYSTEMD_EXEC_PID !== String(process.pid)) return;
      holdShortly();
      enqueue("STOPPING=1");
    },
  };
}

function spawnNotify(state: string): ChildProcess {
  const { spawn } = requireBuiltin<typeof ChildProcesses>("node:child_process");
  // As a plain assignment: `systemd-notify` knows `--stopping` from version 253 on.
  return spawn(PROGRAM, [state], { stdio: "ignore" });
}

function ended(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("exit", (code, signal) => {
      if (code === 0) resolve();
      else reject(new Error(`it ended with ${code ?? signal}`));
    });
  });
}
