import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { resolve } from "node:path";
import { type Answer, MISSING_SIGNS, type Request, SIGN_MS } from "./protocol.js";

/** The program listens, or did, and does not answer. */
export class NoAnswer extends Error {}

/**
 * Sends a request to a running program. Rejects with `NoAnswer` if the program stands still, or ends without an answer,
 * and with another error if no program listens.
 */
export async function ask(path: string, request: Request): Promise<Answer> {
  const socket = connect(path);
  try {
    await once(socket, "connect");
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new Error(`No program under graceful-cluster listens on ${resolve(path)} (${code})`);
  }
  socket.write(`${JSON.stringify(request)}\n`);
  const answer = await lastLine(socket, path, request);
  try {
    return JSON.parse(answer) as Answer;
  } catch {
    throw new Error(`What listens on ${path} is no program under graceful-cluster`);
  }
}

async function lastLine(socket: Socket, path: string, { command }: Request): Promise<string> {
  let text = "";
  // Counted, since one look at a clock would find too much time gone where this process itself stood still.
  let missing = 0;
  const clock = setInterval(() => {
    missing++;
    if (missing >= MISSING_SIGNS) socket.destroy(new NoAnswer(silence(path, command, text !== "")));
  }, SIGN_MS);
  try {
    for await (const chunk of socket.setEncoding("utf8")) {
      missing = 0;
      text += chunk;
    }
  } catch (error) {
    // Any other error is that of a connection whose program was killed.
    if (error instanceof NoAnswer) throw error;
  } finally {
    clearInterval(clock);
  }
  if (text.trim() === "") throw new NoAnswer("The program ended without an answer");
  return text;
}

function silence(path: string, command: Request["command"], hasBegun: boolean): string {
  if (command !== "status" && hasBegun)
    return `The program on ${path} gives no answer any more: it may still ${command}, or not`;
  const then = command === "status" ? "" : `, so it was not told to ${command}`;
  return `The program on ${path} gives no answer in ${(SIGN_MS * MISSING_SIGNS) / 1_000} s${then}`;
}
