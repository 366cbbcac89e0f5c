import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";

/** A round trip of 120 ms: what this machine sends in one moment arrives in one read, as it does over a network. */
const LATE_MS = 60;

export interface LateFront {
  readonly port: number;
  close(): void;
}

/** Passes everything on as it came, a little later. */
export async function lateFront(target: number): Promise<LateFront> {
  const sockets = new Set<Socket>();
  const front: Server = createServer({ allowHalfOpen: true }, (client) => {
    const server = connect({ port: target, host: "127.0.0.1", allowHalfOpen: true });
    pass(client, server);
    pass(server, client);
  });

  function pass(from: Socket, to: Socket): void {
    sockets.add(from);
    from.on("data", (chunk) => setTimeout(() => to.write(chunk), LATE_MS));
    from.on("end", () => setTimeout(() => to.end(), LATE_MS));
    from.on("error", () => to.destroy());
    from.on("close", () => sockets.delete(from));
  }

  front.listen(0, "127.0.0.1");
  await once(front, "listening");
  return {
    port: (front.address() as AddressInfo).port,
    close() {
      front.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}
