import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import type { Server } from "@x/graceful-core";
import type { OpenServers } from "./open-servers.js";
import { requestStatus } from "./request-status.js";

const AGAIN_MS = 100;

/**
 * Requests a path of this worker until one of its servers answers 200. On the shared port another worker might answer,
 * so the request goes to a temporary listener of this process, which passes the connection to the server. Calls
 * `onRefusal` with every other answer.
 */
export async function untilAnswers(
  servers: OpenServers,
  path: string,
  onRefusal: (text: string) => void,
): Promise<void> {
  for (;;) {
    for (const server of servers.all) {
      const answer = await answerOf(servers, server, path);
      if (answer === 200) return;
      onRefusal(`${path} ${typeof answer === "number" ? `was answered ${answer}` : `failed: ${answer}`}`);
    }
    await sleep(AGAIN_MS);
  }
}

/** The status, or why there is none. */
async function answerOf(servers: OpenServers, server: Server, path: string): Promise<number | string> {
  const listener = createServer((socket) => void server.emit("connection", socket));
  servers.ignore(listener);
  try {
    listener.listen({ port: 0, host: "127.0.0.1", exclusive: true });
    await once(listener, "listening");
    return await requestStatus(server, (listener.address() as AddressInfo).port, path);
  } catch (error) {
    return (error as Error).message;
  } finally {
    listener.close();
  }
}
