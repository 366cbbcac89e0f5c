import { createServer } from "node:http";
import { buffer } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import { anyPort, listening } from "../../../apps/support/listening.mjs";

/** What both kinds of bare server answer: the routes of the demo's apps. */
export async function answer(request, response) {
  const [, route, argument] = request.url.split("/");
  if (route === "echo") return response.end(await buffer(request));
  if (route === "upload") return response.end(String((await buffer(request)).length));
  await sleep(route === "slow" ? Number(argument) : 5);
  response.end(Buffer.alloc(route === "items" ? Number(argument) : 1, "."));
}

/** A client that gives up while it sends is nobody's error. */
export function handler(request, response) {
  answer(request, response).catch(() => response.destroy());
}

export const createApp = () => createServer(handler);

export const listen = (server, where = anyPort()) => listening(server.listen(where));
