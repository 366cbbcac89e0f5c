import type { ProbeAnswer, ProbeRequest, ProbeResponse } from "../target.js";

/**
 * Sends a probe's answer on a plain pair of `node:http`: to GET whole, to HEAD its headers alone, to any other method
 * 405. A client that has gone meanwhile is no error.
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
