import { once } from "node:events";
import type { AddressInfo, Server, Socket } from "node:net";
import { connect as connectTcp } from "node:net";
import { connect as connectTls } from "node:tls";

/** A client that sends what it is told, and keeps everything that it receives. */
export interface Wire {
  readonly socket: Socket;
  readonly received: string;
  send(text: string): Wire;
  get(path: string, headers?: string): Wire;
  /** Resolves with everything received so far as soon as `text` is in it, `times` times. */
  until(text: string, times?: number): Promise<string>;
  /** Resolves with all that was received when the connection is closed, and how: `fin` or the code of the error. */
  closed: Promise<{ received: string; by: string }>;
}

export async function connect(port: number, { tls = false } = {}): Promise<Wire> {
  const where = { port, host: "127.0.0.1" };
  const socket = tls ? connectTls({ ...where, rejectUnauthorized: false }) : connectTcp(where);
  let received = "";
  let by = "fin";
  socket.setEncoding("utf8");
  socket.on("data", (chunk) => {
    received += chunk;
  });
  socket.on("error", (error: NodeJS.ErrnoException) => {
    by = error.code ?? error.message;
  });
  // Not by `once` of node:events, which rejects where the socket has an error first.
  const closed = new Promise<{ received: string; by: string }>((resolve) => {
    socket.on("close", () => resolve({ received, by }));
  });
  await once(socket, tls ? "secureConnect" : "connect");
  const wire: Wire = {
    socket,
    closed,
    get received() {
      return received;
    },
    send(text) {
      socket.write(text);
      return wire;
    },
    get(path, headers = "") {
      return wire.send(`GET ${path} HTTP/1.1\r\nHost: localhost\r\n${headers}\r\n`);
    },
    async until(text, times = 1) {
      while (received.split(text).length <= times) {
        if (socket.destroyed) throw new Error(`Closed (${by}) before ${JSON.stringify(text)}: ${received}`);
        await Promise.race([once(socket, "data"), closed]);
      }
      return received;
    },
  };
  return wire;
}

/** Listens on a free port of the loopback and resolves with it. */
export async function listen(server: Server): Promise<number> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return portOf(server);
}

export function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}
