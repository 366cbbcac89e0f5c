import { createHash } from "node:crypto";
import { once } from "node:events";
import { rmSync } from "node:fs";
import { connect, createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface Lock {
  release(): void;
}

/**
 * The lock of that name among all processes of this machine; `undefined` where somebody else has it, once that is over.
 *
 * It is an abstract socket of Linux or a pipe of Windows, which end with the process that listens, however that ends.
 * A file in their place, as elsewhere, is left behind by a process that was killed: whoever is refused there takes it
 * away.
 */
export async function lockOrWait(name: string): Promise<Lock | undefined> {
  const path = pathOf(createHash("sha256").update(name).digest("hex"));
  const waiting = new Set<Socket>();
  const server = createServer((socket) => {
    waiting.add(socket);
    socket.on("error", () => {});
  });
  try {
    await once(server.listen(path), "listening");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EADDRINUSE") throw error;
    await closed(connect(path), () => path.startsWith("/") && rmSync(path, { force: true }));
    return undefined;
  }
  return {
    release() {
      server.close();
      for (const socket of waiting) socket.destroy();
    },
  };
}

function pathOf(hash: string): string {
  if (process.platform === "linux") return `\0${hash}`;
  return process.platform === "win32" ? `\\\\.\\pipe\\${hash}` : join(tmpdir(), `${hash.slice(0, 16)}.lock`);
}

function closed(socket: Socket, onRefused: () => void): Promise<void> {
  return new Promise((resolve) => {
    // Refused: it was released a moment ago.
    socket
      .on("error", onRefused)
      .on("close", () => resolve())
      .resume();
  });
}
