import { WebSocket } from "ws";
import type { Address } from "./address.js";

/** A WebSocket client. */
export interface WebSocketClient {
  /** Resolves to `open` or an error. */
  readonly opened: Promise<string>;
  /** Resolves to the close code, 1006 if there was none, and the time. */
  readonly closed: Promise<{ code: number; reason: string; at: number }>;
  destroy(): void;
}

export function openWebSocket({ host, port, tls, insecure }: Address, path: string): WebSocketClient {
  const name = host.includes(":") ? `[${host}]` : host;
  const socket = new WebSocket(`${tls ? "wss" : "ws"}://${name}:${port}${path}`, {
    rejectUnauthorized: !insecure,
    ...(tls && { servername: "localhost" }),
    headers: { host: `localhost:${port}`, "user-agent": "graceful-check" },
  });
  const opened = new Promise<string>((resolve) => {
    socket.once("open", () => resolve("open"));
    socket.once("error", (error) => resolve(error.message));
  });
  socket.on("error", () => {});
  const closed = new Promise<{ code: number; reason: string; at: number }>((resolve) => {
    socket.once("close", (code, reason) =>
      resolve({ code, reason: reason.toString(), at: performance.now() }),
    );
  });
  return { opened, closed, destroy: () => socket.terminate() };
}
