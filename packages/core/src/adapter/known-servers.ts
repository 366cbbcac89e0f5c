import { subscribe } from "node:diagnostics_channel";
import type { Server } from "../target.js";

/**
 * The servers of this process, shared by all copies of this package: both entries, ESM and CommonJS. It holds data
 * only.
 */
interface KnownServers {
  /**
   * Every server that has begun to listen since the first copy was loaded. Held weakly, so that nothing is kept alive.
   */
  readonly started: Set<WeakRef<Server>>;
  /** Servers that have listened, and have not called `listen()` again since. */
  readonly listened: WeakSet<Server>;
  /** Called with a server from inside its `listen()`. */
  readonly onStarted: Set<(server: Server) => void>;
  /** Called when any server listens. */
  readonly onListened: Set<() => void>;
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
    onStarted: new Set(),
    onListened: new Set(),
  };
  const { started, listened, onStarted, onListened } = servers;
  const LISTEN = "tracing:net.server.listen";
  subscribe(`${LISTEN}:asyncStart`, (message) => {
    const { server } = message as { server: Server };
    // It may have listened before. It listens again only when its address was looked up.
    listened.delete(server);
    for (const ref of started) {
      const other = ref.deref();
      if (!other || other === server) started.delete(ref);
    }
    started.add(new WeakRef(server));
    for (const notify of onStarted) notify(server);
  });
  subscribe(`${LISTEN}:asyncEnd`, (message) => {
    listened.add((message as { server: Server }).server);
    for (const notify of [...onListened]) notify();
  });
  return servers;
}
