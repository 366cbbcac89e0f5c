import { once } from "node:events";
import type { AddressInfo, Server } from "node:net";
import { RawClient } from "../../../test-kit/raw-client.mjs";

/** A client of a port of the loopback, connected. */
export function connect(port: number, options: { tls?: boolean } = {}): Promise<RawClient> {
  return RawClient.connect({ port }, options);
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
