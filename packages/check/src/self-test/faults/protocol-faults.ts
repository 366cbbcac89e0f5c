import type { Socket } from "node:net";
import type { Fault } from "../small-server.js";

/** Faults in other protocols than HTTP/1.1. */
export const protocolFaults: Readonly<Record<string, Fault>> = {
  "websocket-1001": {
    onSignal(server) {
      for (const client of server.webSockets.clients) client.terminate();
      server.drain();
    },
  },
  "h2-streams": {
    protocol: "h2c",
    onSignal(server) {
      for (const session of server.sessions) session.destroy();
      server.drain();
    },
  },
  "h2-goaway": {
    protocol: "h2c",
    onSignal(server) {
      for (const socket of server.sockets) socket.destroy();
      server.drain();
    },
  },
  "tls-handshake": {
    protocol: "tls",
    onConnection(_server, socket) {
      pending.add(socket);
    },
    onSignal(server) {
      for (const socket of pending) if (socket.bytesRead === 0) socket.destroy();
      server.drain();
    },
  },
};

const pending = new Set<Socket>();
