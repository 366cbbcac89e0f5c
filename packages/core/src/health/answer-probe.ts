import type { ProbeAnswer, ProbeRequest, ProbeResponse } from "../target.js";

const REFUSAL = { allow: "GET, HEAD", "content-length": "0", "cache-control": "no-store" };

/**
 * Sends a probe's answer through `node:http`: GET gets the whole answer, HEAD its headers, any other method 405. It is
 * not an error if the client has gone meanwhile.
 */
export function answerProbe(request: ProbeRequest, response: ProbeResponse, answer: ProbeAnswer): void {
  const { method } = request;
  const { status, headers, body } = answer;
  if (method === "GET") response.writeHead(status, headers).end(body);
  else if (method === "HEAD") response.writeHead(status, headers).end();
  else response.writeHead(405, REFUSAL).end();
}
