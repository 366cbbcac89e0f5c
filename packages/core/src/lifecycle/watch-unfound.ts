import { discoverServers, onServerListening } from "../adapter/discover-servers.js";
import { knownServers } from "../adapter/known-servers.js";
import type { Clock } from "../clock.js";
import { protocolOf } from "../engine/listeners/protocol-of.js";
import type { Server } from "../target.js";
import { unknownServerLine } from "./log-lines.js";
import type { Targets } from "./targets.js";

/**
 * Warns of every server that listens and belongs to no target while a target has no server, since it may be that
 * target's: a warning at the shutdown would come too late. Servers that do not speak HTTP belong to no app. Returns the
 * undo.
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
  // Checked a turn later, when every target knows of the server.
  const stopDiscovering = discoverServers(
    (server) => protocolOf(server) !== "raw",
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
