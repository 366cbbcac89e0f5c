import { once } from "node:events";
import { chmodSync, unlinkSync } from "node:fs";
import { connect, createServer, type Server, type Socket } from "node:net";
import { type Answer, LONGEST_REQUEST, parseRequest, type Request } from "./protocol.js";

const NOBODY_ELSE = 0o177;
const ONLY_OWNER = 0o600;

export interface ControlServer {
  /** Accepts no more requests. Those that have arrived are answered. */
  close(): void;
}

/**
 * Listens on a Unix socket that only this user can open. Replaces a socket that a program has left behind.
 * @throws if another program listens on the socket, or the socket cannot be created
 */
export async function serveControl(
  path: string,
  answer: (request: Request) => Promise<Answer>,
): Promise<ControlServer> {
  const server = createServer({ allowHalfOpen: true }, (socket) => serveConnection(socket, answer));
  if (process.platform !== "win32" && (await isListenedOn(path)))
    throw new Error(`Another program listens on ${path}, so this one needs another path (--control)`);
  await listen(server, path);
  // The control socket must not keep the process alive.
  server.unref();
  return { close: () => void server.close() };
}

async function listen(server: Server, path: string): Promise<void> {
  const isFile = process.platform !== "win32";
  // `listen` creates the socket synchronously, so there is no moment in which other users could open it.
  const previousMask = isFile ? process.umask(NOBODY_ELSE) : 0;
  try {
    server.listen(path);
  } finally {
    if (isFile) process.umask(previousMask);
  }
  await once(server, "listening");
  if (isFile) chmodSync(path, ONLY_OWNER);
}

/** Whether a program listens on a socket. If none does, the socket is deleted. */
async function isListenedOn(path: string): Promise<boolean> {
  const socket = connect(path);
  try {
    await once(socket, "connect");
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ECONNREFUSED") unlinkSync(path);
    return false;
  } finally {
    socket.destroy();
  }
}

function serveConnection(socket: Socket, answer: (request: Request) => Promise<Answer>): void {
  // If the client is gone, nobody reads the answer.
  socket.on("error", () => socket.destroy());
  let line = "";
  const onData = (chunk: string) => {
    line += chunk;
    if (!line.includes("\n") && line.length <= LONGEST_REQUEST) return;
    socket.off("data", onData);
    const request = parseRequest(line);
    const answered = request
      ? answer(request)
      : Promise.resolve({ error: "Expected status, reload or stop" });
    void answered
      .catch((error: Error) => ({ error: error.message }))
      .then((result) => socket.end(`${JSON.stringify(result)}\n`));
  };
  socket.setEncoding("utf8").on("data", onData);
}
