import type { Cluster } from "node:cluster";
import { requireBuiltin } from "../../support/require-builtin.js";
import type { SupervisedProcess, Supervisor } from "./supervisor.js";

const ignore = () => {};

/**
 * Whether this is a worker of PM2's cluster mode. A worker of a primary that PM2 runs has the same variables except
 * `exec_mode`. PM2 loads metrics into its workers, which end the process with code 1 within a second after the channel
 * is closed.
 */
const isPm2Worker = () => Boolean(process.env.pm_id) && process.env.exec_mode === "cluster_mode";

/**
 * The process that forked this one and has a channel to it: PM2, nodemon, a desktop app, or the primary of
 * `node:cluster`.
 *
 * The channel must not hold a process that is done. A worker of `node:cluster` disconnects from its primary, which
 * would otherwise think that it crashed, and makes sure that the end of the primary does not end it in the middle of
 * the drain.
 */
export function parentProcess({ startShutdown: begin }: SupervisedProcess): Supervisor | undefined {
  if (!process.send) return undefined;
  // Loaded only if there is a channel, so that it costs other processes nothing.
  const { worker } = requireBuiltin<Cluster>("node:cluster");
  const onDisconnect = () => begin("disconnect");
  worker?.once("disconnect", onDisconnect);
  return {
    stopping() {
      if (!worker) return;
      // Node ends a worker at once when its primary is gone, with all its requests, unless this flag is set.
      worker.exitedAfterDisconnect = true;
      // Closing a listener sends a message to the primary. If the primary has just ended, that is an uncaught error
      // (EPIPE).
      worker.on("error", ignore);
    },
    ended() {
      // Without a primary there is nothing to disconnect from, and PM2 does not need it.
      if (worker?.isConnected() && !isPm2Worker()) worker.on("error", ignore).disconnect();
      else process.channel?.unref();
    },
    leave() {
      worker?.off("disconnect", onDisconnect).off("error", ignore);
    },
  };
}
