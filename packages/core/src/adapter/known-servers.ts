import { subscribe } from "node:diagnostics_channel";
import type { Server } from "../target.js";
import { watchOtherServers } from "./other-servers.js";

/** What all copies of this package in the process know of its servers: both entries, ESM and CommonJS. Data alone. */
interface KnownServers {
  /** Every server that has begun to listen since the first copy was loaded. Held weakly, so that nothing is kept alive. */
  readonly begun: Set<WeakRef<Server>>;
  /** Those that came to listen, and have not begun anew since. */
  readonly reached: WeakSet<Server>;
  /** Those that a target has found, or that are no app's. */
  readonly claimed: WeakSet<Server>;
  /** Called with a server from inside its `listen()`. */
  readonly onBegun: Set<(server: Server) => void>;
  /** Called when any server has come to listen. */
  readonly onReached: Set<() => void>;
  /** One of the copies watches those that no channel tells of. */
  watchesOthers?: boolean;
}

/** In its name the version of what is shared: a release with another shape shares nothing with this one. */
const KEY = Symbol.for("@x/graceful.servers/1");

const shared = globalThis as { [KEY]?: KnownServers };
shared[KEY] ??= watchListening();

/**
 * There is no other public way to find the server of an app that listened before it was made graceful: the app does not know it. The
 * first copy listens to a channel that fires once a `listen()`, so nothing is paid for a connection or a request.
 */
export const knownServers: KnownServers = shared[KEY];

function watchListening(): KnownServers {
  const servers: KnownServers = {
    begun: new Set(),
    reached: new WeakSet(),
    claimed: new WeakSet(),
    onBegun: new Set(),
    onReached: new Set(),
  };
  const LISTEN = "tracing:net.server.listen";
  subscribe(`${LISTEN}:asyncStart`, (message) => {
    noteBegun(servers, (message as { server: Server }).server);
  });
  subscribe(`${LISTEN}:asyncEnd`, (message) => {
    noteReached(servers, (message as { server: Server }).server);
  });
  return servers;
}

/** From the first adapter on: only the application's framework says that it serves HTTP. */
export function watchHiddenServers(): void {
  if (knownServers.watchesOthers) return;
  knownServers.watchesOthers = true;
  watchOtherServers((server) => {
    server.once("listening", () => noteReached(knownServers, server));
    noteBegun(knownServers, server);
  });
}

function noteBegun({ begun, reached, onBegun }: KnownServers, server: Server): void {
  // It may listen once more, and does so only when its address was looked up.
  reached.delete(server);
  for (const ref of begun) {
    const other = ref.deref();
    if (!other || other === server) begun.delete(ref);
  }
  begun.add(new WeakRef(server));
  for (const tell of onBegun) tell(server);
}

function noteReached({ reached, onReached }: KnownServers, server: Server): void {
  reached.add(server);
  for (const tell of [...onReached]) tell();
}
