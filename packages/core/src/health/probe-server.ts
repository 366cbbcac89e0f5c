import type * as http from "node:http";
import { systemClock } from "../clock.js";
import { GracefulError } from "../errors.js";
import { requireBuiltin } from "../support/require-builtin.js";
import { answerProbe } from "./answer-probe.js";
import type { ServedProbe } from "./create-probes.js";
import { matchesPath } from "./matches-path.js";

export interface ProbeServerOptions {
  /** 0: any free port. */
  port: number;
  /** @default all addresses */
  host?: string;
  probes: readonly ServedProbe[];
  /** Called with the server before it listens. */
  onServer?: (server: http.Server) => void;
}

export interface ProbeServer {
  /**
   * Resolves with the port once the server listens. Rejects with a `GracefulError` (`INVALID_OPTION`) if the port or
   * the address cannot be used.
   */
  listen(): Promise<number>;
  /** Stops listening and cuts what is open. It need not be called if the process ends. */
  close(): Promise<void>;
}

/**
 * Serves probes on a port of their own. The drain does not affect it, so they answer until the process ends. Neither
 * the server nor a connection to it keeps the process alive.
 */
export function createProbeServer({ port, host, probes, onServer }: ProbeServerOptions): ProbeServer {
  let opening: Promise<http.Server> | undefined;

  const answer: http.RequestListener = async (request, response) => {
    response.setHeader("connection", "close");
    const served = probes.find(({ path }) => matchesPath(request.url ?? "", path));
    if (served) answerProbe(request, response, await served.probe());
    else response.writeHead(404, { "content-length": "0" }).end();
  };

  async function open(): Promise<http.Server> {
    // Listens after a server of the application that calls `listen()` in the same turn: tools that look for the first
    // server of a process must find the application's.
    await new Promise<void>((resolve) => systemClock.turn(resolve));
    // Loaded only if the probes have a port of their own.
    const { createServer } = requireBuiltin<typeof http>("node:http");
    const server = createServer(LIMITS, answer);
    onServer?.(server);
    server.on("connection", (socket) => socket.unref());
    await new Promise<void>((resolve, reject) => {
      // Stays after `listening`: a failed accept (no descriptor left) must not end the process.
      server.on("error", (error) => reject(unavailable(error, port, host)));
      server.listen({ port, host }, resolve);
    });
    return server.unref();
  }

  return {
    async listen() {
      opening ??= open();
      const address = (await opening).address();
      return typeof address === "object" && address ? address.port : port;
    },
    async close() {
      const server = await opening?.catch(() => undefined);
      if (!server) return;
      await new Promise<unknown>((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      });
    },
  };
}

/** In milliseconds. Probes are small and come from nearby: a client that needs longer is not a probe. */
const LIMITS = {
  headersTimeout: 5_000,
  requestTimeout: 5_000,
  connectionsCheckingInterval: 5_000,
  keepAliveTimeout: 1_000,
};

function unavailable(cause: NodeJS.ErrnoException, port: number, host: string | undefined): GracefulError {
  const { code = cause.message } = cause;
  const ofPort: Record<string, string> = { EADDRINUSE: "that is free", EACCES: "that this process may open" };
  const expected = ofPort[code]
    ? `\`health.port\` to be one ${ofPort[code]}, got \`${port}\``
    : `\`health.host\` to be an address of this machine, got \`${host}\``;
  return new GracefulError("INVALID_OPTION", `Expected ${expected} (${code})`, { cause });
}
