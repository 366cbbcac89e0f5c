import type { Fault } from "../small-server.js";

/** Faults in long answers. */
export const routeFaults: Readonly<Record<string, Fault>> = {
  slow: { onSignal: (server) => void setTimeout(() => server.end(), 200) },
  download: { onSignal: (server) => void setTimeout(() => server.end(), 200) },
  "subscription-ended": {
    onSignal(server) {
      for (const response of server.streams) response.destroy();
      server.streams.clear();
      server.drain();
    },
  },
  "stream-whole": {
    onSignal(server) {
      // Looks complete, but is not.
      for (const response of server.responses.keys()) response.end();
      server.drain();
    },
  },
  "readiness-first": {
    onSignal: (server) => void server.http.close(),
    onRequest(_server, request, response) {
      if (request.url !== "/readyz") return false;
      response.end("ready\n");
      return true;
    },
  },
  "liveness-holds": {
    onSignal: (server) => void server.http.close(),
    onRequest(server, request, response) {
      if (request.url !== "/livez" || !server.isDraining) return false;
      response.writeHead(503).end();
      return true;
    },
  },
};
