import type { IncomingMessage, ServerResponse } from "node:http";
import type { Server } from "../../target.js";
import { type ConnectionTracker, isDraining } from "../connections/connection-tracker.js";
import { refuseRequests } from "../http1/refuse-requests.js";
import { refuseStreams } from "../http2/refuse-streams.js";
import { isNodeServer } from "../listeners/is-node-server.js";
import { protocolOf } from "../listeners/protocol-of.js";
import { gateRequests } from "../listeners/request-gate.js";
import { closeListener } from "./close-listener.js";
import { stopTimeoutCheck } from "./stop-timeout-check.js";
import { untilCloseIsHarmless } from "./until-close-is-harmless.js";
import { watchServer } from "./watch-server.js";
import { weaklyListening } from "./weakly-listening.js";

/** The servers of one drain. A server that is added late catches up with the others. */
export interface WatchedServers {
  /** After `drain`: the servers whose listener or last connection is not closed yet. */
  readonly open: ReadonlySet<Server>;
  add(server: Server): void;
  /** Responses say close from now on. */
  disableKeepAlive(): void;
  /** Closes the listeners. Calls `changed` of the tracker whenever a server and all its connections are closed. */
  drain(): void;
  /** Closes the listeners now, in a busy turn too: a connection that arrives now would be cut. */
  cut(): void;
  /** Removes every event listener. A server that is added later is not watched; its listener is closed. */
  stop(): void;
}

export function createWatchedServers(
  tracker: ConnectionTracker,
  admits: (request: Pick<IncomingMessage, "url">) => boolean,
): WatchedServers {
  const { clock, limits, servers } = tracker;
  const open = new Set<Server>();
  const undo = new Set<() => void>();

  /** How long to wait for a quiet turn. The other half of the drain is for the connections that were accepted last. */
  const giveUpMs = () => (tracker.stage === "cutting" ? 0 : limits.drainMs / 2);

  const closeNow = (server: Server) => void closeListener(server, clock, 0);
  function listenTo(server: Server, event: "close" | "listening", listener: () => void): void {
    server.on(event, listener);
    undo.add(() => server.off(event, listener));
  }

  /** Keeps a request from the handlers if the connection ends before its response can be sent. */
  function gateAfterClose(server: Server): void {
    const isAfterClose = (_request: IncomingMessage, response: ServerResponse) =>
      tracker.afterClose.has(response);
    if (protocolOf(server) !== "raw") undo.add(gateRequests(server, isAfterClose));
  }

  const busy = new Set<Server>();

  async function closeAndWatchForLoad(server: Server): Promise<void> {
    const onBusy = () => {
      busy.add(server);
      tracker.suppressConnectionClose = true;
    };
    if (!isNodeServer(server)) await untilCloseIsHarmless(tracker, giveUpMs);
    await closeListener(server, clock, giveUpMs(), onBusy);
    if (!busy.delete(server) || busy.size > 0) return;
    tracker.suppressConnectionClose = false;
    for (const connection of tracker.connections.values()) connection.resumeConnectionClose?.();
  }

  function drain(server: Server): void {
    const close = () => {
      open.add(server);
      void closeAndWatchForLoad(server);
    };
    listenTo(server, "close", () => {
      open.delete(server);
      stopTimeoutCheck(server);
      tracker.events.changed();
    });
    listenTo(server, "listening", close);
    if (server.listening) close();
    if (limits.whileDraining !== "refuse") return;
    undo.add(refuseRequests(server, tracker, admits)).add(refuseStreams(server, tracker, admits));
  }

  function watch(server: Server): void {
    const unwatch = watchServer(server, tracker, () => {
      if (tracker.stage !== "serving") return;
      // It is forgotten: tests with supertest make a server for each request.
      undo.delete(unwatch);
      unwatch();
      servers.delete(server);
      undo.add(weaklyListening(server, watchAgain));
    });
    undo.add(unwatch);
  }

  /** One function for all servers: a closure would keep each of them in memory. */
  function watchAgain(this: Server): void {
    watched.add(this);
  }

  const watched: WatchedServers = {
    open,
    add(server) {
      if (tracker.stage === "done") {
        if (server.listening) closeNow(server);
        else server.once("listening", () => closeNow(server));
        return;
      }
      if (servers.has(server)) return;
      servers.add(server);
      watch(server);
      if (tracker.stage !== "serving") gateAfterClose(server);
      if (isDraining(tracker)) drain(server);
    },
    disableKeepAlive() {
      for (const server of servers) gateAfterClose(server);
    },
    drain() {
      for (const server of servers) drain(server);
    },
    cut() {
      for (const server of open) closeNow(server);
    },
    stop() {
      for (const step of undo) step();
    },
  };
  return watched;
}
