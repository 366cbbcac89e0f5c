import { once } from "node:events";
import { connect } from "node:net";
import { text } from "node:stream/consumers";
import type { Answer, Request } from "./protocol.js";

/** Sends a request to a running program. Rejects if no program listens, or if it ends without an answer. */
export async function ask(path: string, request: Request): Promise<Answer> {
  const socket = connect(path);
  try {
    await once(socket, "connect");
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new Error(`No program under graceful-cluster listens on ${path} (${code})`);
  }
  socket.write(`${JSON.stringify(request)}\n`);
  const answer = await text(socket);
  if (answer === "") throw new Error("The program ended without an answer");
  return JSON.parse(answer) as Answer;
}
