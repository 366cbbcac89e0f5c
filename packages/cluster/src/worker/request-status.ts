import { once } from "node:events";
import { get as httpGet } from "node:http";
import { get as httpsGet } from "node:https";
import { Server as TlsServer } from "node:tls";
import type { Server } from "@x/graceful-core";

const ANSWER_MS = 5_000;
const NO_ANSWER = `no answer in ${ANSWER_MS / 1_000} s`;

/** Requests a path at a port of 127.0.0.1, with the protocol of the server. Rejects if there is no answer. */
export function requestStatus(server: Server, port: number, path: string): Promise<number> {
  const isSecure = server instanceof TlsServer;
  return "updateSettings" in server ? overHttp2(isSecure, port, path) : overHttp1(isSecure, port, path);
}

async function overHttp1(isSecure: boolean, port: number, path: string): Promise<number> {
  const options = { port, host: "127.0.0.1", path, agent: false, timeout: ANSWER_MS };
  const request = isSecure ? httpsGet({ ...options, rejectUnauthorized: false }) : httpGet(options);
  request.on("timeout", () => request.destroy(new Error(NO_ANSWER)));
  const [response] = await once(request, "response");
  response.resume();
  return response.statusCode;
}

async function overHttp2(isSecure: boolean, port: number, path: string): Promise<number> {
  // The server has loaded this module already. Every other program goes without it.
  const { connect } = await import("node:http2");
  const session = connect(`${isSecure ? "https" : "http"}://127.0.0.1:${port}`, {
    rejectUnauthorized: false,
  });
  const bound = setTimeout(() => session.destroy(new Error(NO_ANSWER)), ANSWER_MS);
  try {
    const failed = once(session, "close").then(() => {
      throw new Error("the connection was closed");
    });
    const stream = session.request({ ":path": path });
    // `destroy` of the session may end it with an error.
    stream.on("error", () => {});
    const answered = once(stream, "response").then(([headers]) => headers[":status"] as number);
    return await Promise.race([answered, failed]);
  } finally {
    clearTimeout(bound);
    session.destroy();
  }
}
