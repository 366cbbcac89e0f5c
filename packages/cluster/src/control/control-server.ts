import { once } from "node:events";
import { chmodSync, existsSync, statSync, unlinkSync } from "node:fs";
import { connect, createServer, type Server, type Socket } from "node:net";
import { dirname } from "node:path";
import { type Answer, LONGEST_REQUEST, parseRequest, type Request, SIGN_MS } from "./protocol.js";

const NOBODY_ELSE = 0o177;
const ONLY_OWNER = 0o600;
/** In bytes. Node 20 silently cuts a longer path, and listens on what is left of it. */
const LONGEST_PATH = process.platform === "linux" ? 107 : 103;

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
  // The control socket must not keep the process alive.
  server.unref();
  if (process.platform !== "win32") await makeWay(path);
  await listen(server, path);
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

/** Deletes a socket on which no program listens. */
async function makeWay(path: string): Promise<void> {
  const length = Buffer.byteLength(path);
  if (length > LONGEST_PATH)
    throw new Error(`The path of a socket has at most ${LONGEST_PATH} bytes, and ${path} has ${length}`);
  // The error of `listen` would be that of a missing permission.
  if (!existsSync(dirname(path))) throw new Error(`There is no folder ${dirname(path)}`);
  const refusal = await connectionError(path);
  if (refusal === undefined)
    throw new Error(`Another program listens on ${path}, so this one needs another path (--control)`);
  // Of anything else `listen` tells.
  if (refusal !== "ECONNREFUSED") return;
  // A file of another kind refuses connections as well.
  if (!statSync(path).isSocket()) throw new Error(`${path} is there already, and is no socket`);
  unlinkSync(path);
}

/** The code of the error of a connection. `undefined` if a program accepts it. */
async function connectionError(path: string): Promise<string | undefined> {
  const socket = connect(path);
  try {
    await once(socket, "connect");
    return undefined;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? "unknown";
  } finally {
    socket.destroy();
  }
}

function serveConnection(socket: Socket, answer: (request: Request) => Promise<Answer>): void {
  // If the client is gone, nobody reads the answer.
  socket.on("error", () => socket.destroy());
  // A client that asks nothing, or does not close, must not keep the process alive either.
  socket.unref();
  let line = "";
  const onEnd = () => respond();
  const onData = (chunk: string) => {
    line += chunk;
    if (line.includes("\n") || line.length > LONGEST_REQUEST) respond();
  };
  const respond = () => {
    socket.off("data", onData).off("end", onEnd);
    const request = parseRequest(line);
    if (!request) return socket.end(lineOf({ error: "Expected status, reload or stop" })).destroySoon();
    // A client that has given up, since this process stood still, is not obeyed any more: it cannot be written to.
    socket.write("\n", (error) => {
      if (!error) obey(request);
    });
  };
  const obey = (request: Request) => {
    const signs = setInterval(() => socket.write("\n"), SIGN_MS).unref();
    void answer(request)
      .catch((error: Error) => ({ error: error.message }))
      .then((result) => {
        clearInterval(signs);
        socket.ref();
        socket.end(lineOf(result));
        socket.destroySoon();
      });
  };
  socket.setEncoding("utf8").on("data", onData).on("end", onEnd);
}

function lineOf(answer: Answer): string {
  return `${JSON.stringify(answer)}\n`;
}
