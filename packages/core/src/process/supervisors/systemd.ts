import type ChildProcess from "node:child_process";
import { requireBuiltin } from "../../support/require-builtin.js";
import type { Managed, Manager } from "./manager.js";

const PROGRAM = "systemd-notify";

/**
 * A service of `Type=notify` tells systemd when it is ready and when it stops, over a Unix datagram socket. Node cannot open
 * one, so systemd's own program does it: it is a process of its own, hence `NotifyAccess=all` in the unit.
 */
export function systemd({ warn }: Managed): Manager | undefined {
  const { NOTIFY_SOCKET, SYSTEMD_EXEC_PID } = process.env;
  if (!NOTIFY_SOCKET) return undefined;
  // One after the other, so that the last word is the last thing heard.
  let told = Promise.resolve();
  const tell = (state: string) => {
    told = told
      .then(() => notify(state))
      .catch((error: Error) => {
        warn(`${PROGRAM} ${state} failed, systemd does not know: ${error.message}`);
      });
  };
  return {
    ready: () => tell("READY=1"),
    stopping() {
      // From then on systemd waits for the whole service to end. A worker of it, which inherits the socket, must not say so.
      if (SYSTEMD_EXEC_PID && SYSTEMD_EXEC_PID !== String(process.pid)) return;
      tell("STOPPING=1");
    },
  };
}

async function notify(state: string): Promise<void> {
  const { spawn } = requireBuiltin<typeof ChildProcess>("node:child_process");
  await new Promise<void>((resolve, reject) => {
    // As a plain assignment: `--stopping` is unknown to it before version 253.
    const child = spawn(PROGRAM, [state], { stdio: "ignore" });
    child.unref();
    child.on("error", reject);
    child.on("exit", (code, signal) => {
      if (code === 0) resolve();
      else reject(new Error(`it ended with ${code ?? signal}`));
    });
  });
}
