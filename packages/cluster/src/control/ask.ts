import { once } from "node:events";
import { connect } from "node:net";
import { text } from "node:stream/consumers";
import type { Answer, Request } from "./protocol.js";

/** How long a program may take to answer `status`. The other answers come when the reload or the stop is over. */
const STATUS_MS = 5_000;

/** Sends a request to a running program. Rejects if no program listens, or if it ends without an answer. */
export async function ask(path: string, request: Request): Promise<Answer> {
  const socket = connect(path);
  try {
    await once(socket, "connect");
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new Error(`No program under graceful-cluster listens on ${path} (${code})`);
  }
  const bound = setTimeout(() => {
    if (request.command === "status")
      socket.destroy(new Error(`The program on ${path} gives no answer in ${STATUS_MS / 1_000} s`));
  }, STATUS_MS);
  try {
    socket.write(`${JSON.stringify(request)}\n`);
    const answer = await text(socket);
    if (answer === "") throw new Error("The program ended without an answer");
    return JSON.parse(answer) as Answer;
  } finally {
    clearTimeout(bound);
  }
}
