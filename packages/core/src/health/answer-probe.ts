import type { IncomingMessage, ServerResponse } from "node:http";
import type { ProbeAnswer } from "../target.js";

const REFUSAL = { allow: "GET, HEAD", "content-length": "0", "cache-control": "no-store" };

/**
 * Sends a probe's answer through `node:http`: GET gets the whole answer, HEAD its headers, any other method 405. It is
 * not an error if the client has gone meanwhile.
 */
export function answerProbe(
  { method }: IncomingMessage,
  response: ServerResponse,
  { status, headers, body }: ProbeAnswer,
): void {
  if (method === "GET") response.writeHead(status, headers).end(body);
  else if (method === "HEAD") response.writeHead(status, headers).end();
  else response.writeHead(405, REFUSAL).end();
}
