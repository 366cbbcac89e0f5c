import type { Cluster } from "node:cluster";
import { requireBuiltin } from "../../support/require-builtin.js";
import type { SupervisedProcess, Supervisor } from "./supervisor.js";

const ignore = () => {};

/**
 * A worker of PM2's cluster mode; not that of a primary of its own which PM2 runs, with the same variables but for this one.
 * Into its workers PM2 loads metrics, which end the process with code 1 in the second that they find no channel.
 */
const isPm2Worker = () => Boolean(process.env.pm_id) && process.env.exec_mode === "cluster_mode";

/**
 * The process that forked this one and has a channel to it: PM2, nodemon, a desktop app, or the primary of `node:cluster`.
 *
 * The channel must not hold a process that is done. A worker of `node:cluster` says so to its primary first, which else
 * takes it for one that crashed; and it sees to it that its primary's end does not end it in the middle of the drain.
 */
export function parentProcess({ startShutdown: begin }: SupervisedProcess): Supervisor | undefined {
  if (!process.send) return undefined;
  // Only where there is a channel: loading it costs every other process something for nothing.
  const { worker } = requireBuiltin<Cluster>("node:cluster");
  const onDisconnect = () => begin("disconnect");
  worker?.once("disconnect", onDisconnect);
  return {
    stopping() {
      if (!worker) return;
      // Node lets a worker whose primary went away exit at once, requests and all, unless this says that it meant to go.
      worker.exitedAfterDisconnect = true;
      // Closing a listener is told to the primary. Before its end is noticed, that is an error (EPIPE), and would be uncaught.
      worker.on("error", ignore);
    },
    ended() {
      // Without a primary nobody is left to tell, and PM2 does not ask.
      if (worker?.isConnected() && !isPm2Worker()) worker.on("error", ignore).disconnect();
      else process.channel?.unref();
    },
    leave() {
      worker?.off("disconnect", onDisconnect).off("error", ignore);
    },
  };
}
