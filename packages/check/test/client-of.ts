import { createServer, type Socket } from "node:net";
import { onTestFinished } from "vitest";
import { openWire, type Wire, type WireOptions } from "../src/clients/wire.js";

/** A client of a raw server that does something with each connection. */
export async function clientOf(onConnection: (socket: Socket) => void, options?: WireOptions): Promise<Wire> {
  const server = createServer({ pauseOnConnect: true }, onConnection).listen(0, "127.0.0.1");
  onTestFinished(() => void server.close());
  await new Promise((resolve) => server.once("listening", resolve));
  const { port } = server.address() as { port: number };
  const wire = await openWire({ host: "127.0.0.1", port, tls: false, insecure: false }, "client", options);
  if (typeof wire === "string") throw new Error(wire);
  onTestFinished(() => wire.destroy());
  return wire;
}
