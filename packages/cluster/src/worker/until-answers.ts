import { once } from "node:events";
import { get as httpGet } from "node:http";
import { get as httpsGet } from "node:https";
import { type AddressInfo, createServer } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { Server as TlsServer } from "node:tls";
import type { Server } from "@x/graceful-core";
import type { OpenServers } from "./open-servers.js";

const AGAIN_MS = 100;
const ANSWER_MS = 5_000;

/**
 * Requests a path of this worker until one of its servers answers 200. On the shared port another worker might answer,
 * so the request goes to a temporary listener of this process, which passes the connection to the server.
 */
export async function untilAnswers(servers: OpenServers, path: string): Promise<void> {
  for (;;) {
    for (const server of servers.all) {
      if ((await statusOf(servers, server, path)) === 200) return;
    }
    await sleep(AGAIN_MS);
  }
}

async function statusOf(servers: OpenServers, server: Server, path: string): Promise<number | undefined> {
  const listener = createServer((socket) => void server.emit("connection", socket));
  servers.ignore(listener);
  try {
    listener.listen({ port: 0, host: "127.0.0.1", exclusive: true });
    await once(listener, "listening");
    const { port } = listener.address() as AddressInfo;
    const options = { port, host: "127.0.0.1", path, agent: false, timeout: ANSWER_MS };
    const request =
      server instanceof TlsServer ? httpsGet({ ...options, rejectUnauthorized: false }) : httpGet(options);
    request.on("timeout", () => request.destroy(new Error("no answer")));
    const [response] = await once(request, "response");
    response.resume();
    return response.statusCode;
  } catch {
    return undefined;
  } finally {
    listener.close();
  }
}
