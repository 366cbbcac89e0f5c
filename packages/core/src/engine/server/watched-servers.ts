import type { IncomingMessage, ServerResponse } from "node:http";
import type { Server } from "../../target.js";
import { type ConnectionTracker, isDraining } from "../connections/connection-tracker.js";
import { refuseStreams } from "../http2/refuse-streams.js";
import { refuse } from "../listeners/refuse.js";
import { gateRequests } from "../listeners/request-gate.js";
import { kindOf } from "../listeners/server-kind.js";
import { closeListener } from "./close-listener.js";
import { stopTimeoutCheck } from "./stop-timeout-check.js";
import { watchServer } from "./watch-server.js";

/** The servers of one drain. Each goes the whole way, whenever it is added. */
export interface WatchedServers {
  /** Whether one of them listens. */
  readonly listening: boolean;
  /** After `drain`: those whose listener or last connection is not closed yet. */
  readonly open: ReadonlySet<Server>;
  add(server: Server): void;
  /** Responses say close from now on. */
  disableKeepAlive(): void;
  /** The listeners close. Tells the tracker whenever a server is closed with all its connections. */
  drain(): void;
  /** The listeners close now, quiet or not: whoever comes would be cut. */
  cut(): void;
  /** Takes every listener off again. A server that comes after this is not watched: its listener closes. */
  stop(): void;
}

export function createWatchedServers(
  tracker: ConnectionTracker,
  admits: (request: Pick<IncomingMessage, "url">) => boolean,
): WatchedServers {
  const { clock, limits, servers } = tracker;
  const open = new Set<Server>();
  const undo: (() => void)[] = [];

  /** How long a listener waits for a turn in which nobody comes: the other half is for those who came last. */
  const giveUpMs = () => (tracker.stage === "cutting" ? 0 : limits.drainMs / 2);

  function listenTo(server: Server, event: "close" | "listening", listener: () => void): void {
    server.on(event, listener);
    undo.push(() => server.off(event, listener));
  }

  /** Before the handlers run: there is nobody to answer to any more. */
  const isAfterClose = (_request: IncomingMessage, response: ServerResponse) =>
    tracker.afterClose.has(response);

  const isRefused = (request: IncomingMessage, response: ServerResponse) => {
    if (admits(request)) return false;
    tracker.refuse(response);
    refuse(response);
    return true;
  };

  function gateAfterClose(server: Server): void {
    if (kindOf(server).protocol !== "raw") undo.push(gateRequests(server, isAfterClose));
  }

  const busy = new Set<Server>();

  async function closeAndWatchForLoad(server: Server): Promise<void> {
    const onBusy = () => {
      busy.add(server);
      tracker.suppressConnectionClose = true;
    };
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
    undo.push(gateRequests(server, isRefused), refuseStreams(server, tracker, admits));
  }

  return {
    get listening() {
      return [...servers].some((server) => server.listening);
    },
    open,
    add(server) {
      if (tracker.stage === "done") {
        const close = () => void closeListener(server, clock, 0);
        if (server.listening) close();
        else server.once("listening", close);
        return;
      }
      if (servers.has(server)) return;
      servers.add(server);
      undo.push(watchServer(server, tracker));
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
      for (const server of open) void closeListener(server, clock, 0);
    },
    stop() {
      for (const step of undo.splice(0)) step();
    },
  };
}
