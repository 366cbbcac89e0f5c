import type * as ChildProcesses from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { requireBuiltin } from "../../support/require-builtin.js";
import type { SupervisedProcess, Supervisor } from "./supervisor.js";

const PROGRAM = "systemd-notify";
/** It takes a few milliseconds. One that hangs is not waited for. */
const HOLD_MS = 250;

/**
 * A service of `Type=notify` tells systemd when it is ready and when it stops, over a Unix datagram socket. Node cannot open
 * one, so systemd's own program does it: it is a process of its own, hence `NotifyAccess=all` in the unit.
 */
export function systemd({ warn }: SupervisedProcess): Supervisor | undefined {
  const { NOTIFY_SOCKET, SYSTEMD_EXEC_PID } = process.env;
  if (!NOTIFY_SOCKET) return undefined;
  // One after the other, so that the last word is the last thing heard.
  let queue = Promise.resolve();
  let mayHold = false;
  let current: ChildProcess | undefined;
  const notify = (state: string) => {
    current = spawnNotify(state);
    if (!mayHold) current.unref();
    return ended(current);
  };
  /** While it serves it holds nothing; the last word must not be lost by a process that ends at once. */
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
      // From then on systemd waits for the whole service to end. A worker of it, which inherits the socket, must not say so.
      if (SYSTEMD_EXEC_PID && SYSTEMD_EXEC_PID !== String(process.pid)) return;
      holdShortly();
      enqueue("STOPPING=1");
    },
  };
}

function spawnNotify(state: string): ChildProcess {
  const { spawn } = requireBuiltin<typeof ChildProcesses>("node:child_process");
  // As a plain assignment: `--stopping` is unknown to it before version 253.
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
