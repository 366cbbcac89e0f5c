import { once } from "node:events";

/** @typedef {{ port: number, host?: string } | { fd: number }} Where */

/** @returns {Where} */
export const anyPort = () => ({ port: 0, host: "127.0.0.1" });

/**
 * Resolves to a server that was told to listen, once it does.
 * @template {import("node:events").EventEmitter} S
 * @param {S} server
 */
export async function listening(server) {
  await once(server, "listening");
  return server;
}
