import { subscribe } from "node:diagnostics_channel";
import type { Server } from "../target.js";

/** What all copies of this package in the process know of its servers: both entries, ESM and CommonJS. Data alone. */
interface KnownServers {
  /** Every server that has begun to listen since the first copy was loaded. Held weakly, so that nothing is kept alive. */
  readonly started: Set<WeakRef<Server>>;
  /** Those that came to listen, and have not begun anew since. */
  readonly listened: WeakSet<Server>;
  /** Called with a server from inside its `listen()`. */
  readonly onStarted: Set<(server: Server) => void>;
  /** Called when any server has come to listen. */
  readonly onListened: Set<() => void>;
}

/** In its name the version of what is shared: a release with another shape shares nothing with this one. */
const KEY = Symbol.for("@x/graceful.servers/1");

const shared = globalThis as { [KEY]?: KnownServers };
shared[KEY] ??= watchListenCalls();

/**
 * There is no other public way to find the server of an app that listened before it was made graceful: the app does not know it. The
 * first copy listens to a channel that fires once a `listen()`, so nothing is paid for a connection or a request.
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
    // It may listen once more, and does so only when its address was looked up.
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
