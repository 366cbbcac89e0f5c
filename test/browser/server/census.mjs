import { Server as TlsServer } from "node:tls";

/**
 * Counts the open connections that have not asked for anything: over HTTP/1.1 those that never sent a byte, over
 * HTTP/2, where a preface is sent at once, the sessions that never had a request.
 */
export function countSilent(server) {
  const open = new Set();
  const asked = new WeakSet();
  const isHttp2 = server instanceof TlsServer;
  server.on(isHttp2 ? "session" : "connection", (connection) => {
    open.add(connection);
    connection.once("close", () => open.delete(connection));
  });
  if (isHttp2) server.on("request", ({ stream }) => stream && asked.add(stream.session));
  return () => [...open].filter((one) => (isHttp2 ? !asked.has(one) : one.bytesRead === 0)).length;
}
