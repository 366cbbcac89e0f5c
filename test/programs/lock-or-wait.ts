import { createHash } from "node:crypto";
import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";

export interface Lock {
  release(): void;
}

/**
 * The lock of that name among all processes of this machine; `undefined` where somebody else has it, once that is over.
 *
 * It is an abstract socket of Linux, which ends with the process that listens, however that ends. A file in its place
 * would be left behind by a process that was killed.
 */
export async function lockOrWait(name: string): Promise<Lock | undefined> {
  const path = `\0${createHash("sha256").update(name).digest("hex")}`;
  const waiting = new Set<Socket>();
  const server = createServer((socket) => {
    waiting.add(socket);
    socket.on("error", () => {});
  });
  try {
    await once(server.listen(path), "listening");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EADDRINUSE") throw error;
    await closed(connect(path));
    return undefined;
  }
  return {
    release() {
      server.close();
      for (const socket of waiting) socket.destroy();
    },
  };
}

function closed(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    // Refused: it was released a moment ago.
    socket
      .on("error", () => {})
      .on("close", () => resolve())
      .resume();
  });
}
