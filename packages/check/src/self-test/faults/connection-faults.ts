import type { Fault } from "../small-server.js";

/** Reads requests for a while, then drops them. */
const DROP_AFTER_MS = 600;

/** Faults in the handling of connections. */
export const connectionFaults: Readonly<Record<string, Fault>> = {
  "in-flight": {
    onSignal(server) {
      for (const socket of server.sockets) socket.destroy();
      server.drain();
    },
  },
  upload: {
    onSignal(server) {
      for (const socket of server.responses.values()) socket.destroy();
      server.drain();
    },
  },
  "head-half": {
    onSignal(server) {
      for (const socket of server.sockets) if (!server.isBusy(socket)) socket.destroy();
      server.drain();
    },
  },
  pipelined: {
    onRequest(server, request, response) {
      if (!server.isDraining) return false;
      response.once("finish", () => request.socket.destroySoon());
      response.end("hello\n");
      return true;
    },
  },
  "slow-reader": {
    onSignal(server) {
      for (const socket of server.sockets) if (!server.isBusy(socket)) socket.resetAndDestroy();
      server.drain();
    },
  },
  "idle-last-request": {
    onRequest(server, request) {
      if (server.isDraining) request.socket.destroy();
      return server.isDraining;
    },
  },
  "idle-closed": {
    onSignal(server) {
      // Waits for every connection that has been used.
      holdWhile(() => [...server.sockets].some((socket) => socket.bytesRead > 0));
    },
  },
  "unused-connection": {
    onSignal(server) {
      holdWhile(() => [...server.sockets].some((socket) => socket.bytesRead === 0));
    },
  },
  "told-to-close": {
    onRequest(server, request, response) {
      if (!server.isDraining) return false;
      request.resume();
      response.end("hello\n");
      return true;
    },
  },
  "new-connections": {
    onConnection(server, socket) {
      if (server.isDraining) socket.resetAndDestroy();
    },
  },
  "keep-alive-load": {
    onSignal(server) {
      server.http.close();
      setTimeout(() => server.end(), 1_500);
      setTimeout(() => {
        drops = true;
      }, DROP_AFTER_MS);
    },
    onRequest(_server, request, response) {
      if (drops) request.socket.destroy();
      else response.end("hello\n");
      return true;
    },
  },
};

let drops = false;

function holdWhile(isHeld: () => boolean): void {
  setInterval(() => {
    if (!isHeld()) process.exit(0);
  }, 50);
}
