import { connect as connectTcp, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";

/** Where the server of a run listens, and how it is spoken to. */
export interface Address {
  readonly host: string;
  readonly port: number;
  readonly tls: boolean;
  readonly insecure: boolean;
}

/** A kernel that neither accepts nor refuses, with a full backlog for instance, keeps a client no longer than this. */
const CONNECT_MS = 10_000;

/**
 * Connects; resolves to the socket, or to the code of the error that turned the client away. The socket stays half open
 * behind a FIN: what a probe byte meets then tells whether the server had read what was sent.
 */
export function connectSocket(address: Address, { tls = address.tls } = {}): Promise<Socket | string> {
  return settled(
    connectTcp({ host: address.host, port: address.port, noDelay: true, allowHalfOpen: true }),
    "connect",
  ).then((socket) => (typeof socket === "string" || !tls ? socket : startTls(socket, address)));
}

/** The TLS handshake of a connection that is there. */
export function startTls(socket: Socket, { insecure }: Address): Promise<Socket | string> {
  // Around a socket that has ended already, a TLS socket emits no end.
  if (socket.readableEnded || socket.destroyed) return Promise.resolve("ECONNRESET");
  const secure = connectTls({
    socket,
    servername: "localhost",
    rejectUnauthorized: !insecure,
    ALPNProtocols: ["http/1.1"],
  });
  return settled(secure, "secureConnect");
}

function settled(socket: Socket, event: "connect" | "secureConnect"): Promise<Socket | string> {
  return new Promise((resolve) => {
    const bound = setTimeout(
      () => socket.destroy(Object.assign(new Error(), { code: "ETIMEDOUT" })),
      CONNECT_MS,
    );
    const turnedAway = (error?: NodeJS.ErrnoException | boolean) => {
      clearTimeout(bound);
      resolve((typeof error === "object" && error.code) || "ECONNRESET");
    };
    socket.once("error", turnedAway);
    socket.once("close", turnedAway);
    socket.once("end", turnedAway);
    socket.once(event, () => {
      clearTimeout(bound);
      socket.off("error", turnedAway);
      socket.off("close", turnedAway);
      socket.off("end", turnedAway);
      resolve(socket);
    });
  });
}
