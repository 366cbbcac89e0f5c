import { spawn } from "node:child_process";
import type { Fault } from "../small-server.js";

/** The budget of the self-test. */
const BUDGET_MS = 3_000;
const lines: string[] = [];

/** Faults of the process. */
export const processFaults: Readonly<Record<string, Fault>> = {
  "ends-in-budget": {
    onSignal(server) {
      server.http.close();
    },
  },
  "ends-soon": {
    onSignal(server) {
      server.http.close();
      setTimeout(() => server.end(), 0.8 * BUDGET_MS);
    },
  },
  "exit-code": { onSignal: () => process.exit(1) },
  "no-orphans": {
    setUp() {
      spawn(process.execPath, ["-e", "setInterval(() => {}, 1_000)"], {
        detached: true,
        stdio: "ignore",
      }).unref();
    },
  },
  "output-whole": {
    setUp() {
      setInterval(() => process.stdout.write(lines.splice(0).join("")), 200).unref();
    },
    onRequest(server, request, response) {
      lines.push(`${request.method} ${request.url}\n`);
      response.once("finish", () => server.isDraining && server.end());
      response.setHeader("Connection", "close").end("hello\n");
      return true;
    },
  },
  "second-signal": {
    // No end by itself: on a busy machine the second signal may come shortly before it.
    onSignal() {},
  },
  "signal-at-start": {
    // Closes a server that does not listen yet, then lets it listen.
    onSignal(server) {
      server.http.close();
    },
    setUp(server) {
      const listen = server.listen.bind(server);
      server.listen = (port) => void setTimeout(() => listen(port), 1_500);
    },
  },
  restart: {
    onSignal: () => process.exit(0),
    onRequest(_server, _request, response) {
      // Longer than the client may be kept from running just before the signal, or no request would be in flight.
      setTimeout(() => response.end("hello\n"), 400);
      return true;
    },
  },
};
