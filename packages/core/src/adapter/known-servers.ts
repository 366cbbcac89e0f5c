import { subscribe } from "node:diagnostics_channel";
import type { Server } from "../target.js";
import { watchOtherServers } from "./other-servers.js";

/**
 * The servers of this process, shared by all copies of this package: both entries, ESM and CommonJS. It holds data
 * only.
 */
interface KnownServers {
  /**
   * Every server that has begun to listen since the first copy was loaded. Held weakly, so that nothing is kept
   * alive.
   */
  readonly started: Set<WeakRef<Server>>;
  /** Those that came to listen, and have not begun anew since. */
  readonly listened: WeakSet<Server>;
  /** Those that a target has found, or that are no app's. */
  readonly claimed: WeakSet<Server>;
  /** Called with a server from inside its `listen()`. */
  readonly onStarted: Set<(server: Server) => void>;
  /** Called when any server has come to listen. */
  readonly onListened: Set<() => void>;
  /** One of the copies watches those that no channel tells of. */
  watchesOthers?: boolean;
}

/**
 * The name has the version of what is shared: a copy of this package with another shape shares nothing with this one.
 */
const KEY = Symbol.for("@x/graceful.servers/1");

const shared = globalThis as { [KEY]?: KnownServers };
shared[KEY] ??= watchListenCalls();

/**
 * There is no other public way to find the server of an app that listened before `graceful()` was called: the app does
 * not know it. The first copy subscribes to a channel that fires once for each `listen()`, so connections and requests
 * cost nothing.
 */
export const knownServers: KnownServers = shared[KEY];

function watchListenCalls(): KnownServers {
  const servers: KnownServers = {
    started: new Set(),
    listened: new WeakSet(),
    claimed: new WeakSet(),
    onStarted: new Set(),
    onListened: new Set(),
  };
  const LISTEN = "tracing:net.server.listen";
  subscribe(`${LISTEN}:asyncStart`, (message) => {
    noteStarted(servers, (message as { server: Server }).server);
  });
  subscribe(`${LISTEN}:asyncEnd`, (message) => {
    noteListened(servers, (message as { server: Server }).server);
  });
  return servers;
}

/** From the first adapter on: only the application's framework says that it serves HTTP. */
export function watchHiddenServers(): void {
  if (knownServers.watchesOthers) return;
  knownServers.watchesOthers = true;
  watchOtherServers((server) => {
    server.once("listening", () => noteListened(knownServers, server));
    noteStarted(knownServers, server);
  });
}

function noteStarted({ started, listened, onStarted }: KnownServers, server: Server): void {
  // It may listen once more, and does so only when its address was looked up.
  listened.delete(server);
  for (const ref of started) {
    const other = ref.deref();
    if (!other || other === server) started.delete(ref);
  }
  started.add(new WeakRef(server));
  for (const notify of onStarted) notify(server);
}

function noteListened({ listened, onListened }: KnownServers, server: Server): void {
  listened.add(server);
  for (const notify of [...onListened]) notify();
}
