import type { ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";

const PROGRAM = "systemd-notify";

/**
 * Returns a function that sends states such as `READY=1` to systemd, those of one call in one message. Messages are
 * sent one after the other, so that the last one arrives last. The function never throws: if a message cannot be sent,
 * it calls `warn`. For processes with the variable `NOTIFY_SOCKET`.
 *
 * Node cannot open the Unix datagram socket, so systemd's own program sends each message, in a process of its own: the
 * unit needs `NotifyAccess=all`.
 *
 * @param spawnProcess `spawn` of `node:child_process`. A parameter, so that a process without systemd does not load it
 * @param onSpawn called with the process of each message, which holds this process until it ends or `unref` is called
 */
export function systemdNotifier(
  spawnProcess: typeof spawn,
  warn: (line: string) => void,
  onSpawn?: (child: ChildProcess) => void,
): (...states: string[]) => void {
  let queue = Promise.resolve();
  return (...states) => {
    queue = queue
      .then(async () => {
        // As plain assignments: `systemd-notify` knows options such as `--stopping` from version 253 on.
        const child = spawnProcess(PROGRAM, states, { stdio: "ignore" });
        onSpawn?.(child);
        const [code, signal] = await once(child, "exit");
        if (code !== 0) throw new Error(`it ended with ${code ?? signal}`);
      })
      .catch((error: Error) =>
        warn(`${PROGRAM} ${states[0]} failed, systemd does not know: ${error.message}`),
      );
  };
}
