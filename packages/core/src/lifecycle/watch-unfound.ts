import { discoverServers, onServerListening } from "../adapter/discover-servers.js";
import { knownServers } from "../adapter/known-servers.js";
import type { Clock } from "../clock.js";
import { kindOf } from "../engine/listeners/server-kind.js";
import type { Server } from "../target.js";
import { unknownServerLine } from "./log-lines.js";
import type { Targets } from "./targets.js";

/**
 * Says of every server that comes to listen and is nobody's that it may be the one of a target that has none: at the
 * shutdown it would be too late to mend that. Servers that speak no HTTP are no app's. Returns the undo.
 */
export function watchUnfound(targets: Targets, clock: Clock, warn: (line: string) => void): () => void {
  const unchecked = new Set<Server>();
  const warnOfUnclaimed = () => {
    for (const server of unchecked) {
      if (!server.listening) continue;
      unchecked.delete(server);
      if (knownServers.claimed.has(server)) continue;
      for (const name of targets.withoutServer()) warn(unknownServerLine(name, server.address()));
    }
  };
  // A turn later, when every target has been told of it.
  const stopDiscovering = discoverServers(
    (server) => kindOf(server).protocol !== "raw",
    (server) => {
      unchecked.add(server);
      clock.turn(warnOfUnclaimed);
    },
  );
  const stopWaiting = onServerListening(() => clock.turn(warnOfUnclaimed));
  return () => {
    stopDiscovering();
    stopWaiting();
    unchecked.clear();
  };
}
