import { subscribe } from "node:diagnostics_channel";
import { sharedByCopies } from "../support/shared-by-copies.js";
import type { Server } from "../target.js";
import { watchOtherServers } from "./other-servers.js";

/** The servers of this process. It contains only data. */
interface KnownServers {
  /**
   * Every server that has begun to listen since the first copy was loaded. The references are weak, so that no server
   * is kept in memory.
   */
  readonly started: Set<WeakRef<Server>>;
  /** Servers that have emitted `listening`, unless they have called `listen()` again since. */
  readonly listened: WeakSet<Server>;
  /** Servers that a target has found, and those that belong to no app. */
  readonly claimed: WeakSet<Server>;
  /** Called with a server from inside its `listen()`. */
  readonly onStarted: Set<(server: Server) => void>;
  /** Called when any server is listening. */
  readonly onListened: Set<() => void>;
  /** Whether one of the copies watches the servers that no diagnostics channel reports. */
  watchesOthers?: boolean;
}

/**
 * There is no other public way to find the server of an app that listened before `graceful()` was called: the app does
 * not know its server. The first copy subscribes to a channel that publishes once for each `listen()`, so connections
 * and requests cost nothing.
 */
export const knownServers = sharedByCopies(Symbol.for("@x/graceful.servers/1"), watchListenCalls);

function watchListenCalls(): KnownServers {
  const noteAt = (event: string, note: (server: Server) => void) =>
    subscribe(`tracing:net.server.listen:${event}`, (message) =>
      note((message as { server: Server }).server),
    );
  noteAt("asyncStart", noteStarted);
  noteAt("asyncEnd", noteListened);
  return {
    started: new Set(),
    listened: new WeakSet(),
    claimed: new WeakSet(),
    onStarted: new Set(),
    onListened: new Set(),
  };
}

/** Called by adapters only: that a framework is used is the sign that the application serves HTTP. */
export function watchHiddenServers(): void {
  if (knownServers.watchesOthers) return;
  knownServers.watchesOthers = true;
  watchOtherServers((server) => {
    server.once("listening", () => noteListened(server));
    noteStarted(server);
  });
}

function noteStarted(server: Server): void {
  const { started, listened, onStarted } = knownServers;
  // The server may listen again, and that takes effect only after its address was looked up.
  listened.delete(server);
  for (const ref of started) {
    const other = ref.deref();
    if (!other || other === server) started.delete(ref);
  }
  started.add(new WeakRef(server));
  for (const notify of onStarted) notify(server);
}

function noteListened(server: Server): void {
  knownServers.listened.add(server);
  for (const notify of [...knownServers.onListened]) notify();
}
