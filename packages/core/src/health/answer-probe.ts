import type { ProbeAnswer, ProbeRequest, ProbeResponse } from "../target.js";

/**
 * Sends a probe's answer through `node:http`: GET gets the whole answer, HEAD its headers, any other method 405. It is
 * not an error if the client has gone meanwhile.
 */
export function answerProbe(request: ProbeRequest, response: ProbeResponse, answer: ProbeAnswer): void {
  switch (request.method) {
    case "GET":
      response.writeHead(answer.status, answer.headers).end(answer.body);
      return;
    case "HEAD":
      response.writeHead(answer.status, answer.headers).end();
      return;
    default:
      response
        .writeHead(405, { allow: "GET, HEAD", "content-length": "0", "cache-control": "no-store" })
        .end();
  }
}
