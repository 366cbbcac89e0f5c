import { createServer } from "node:https";
import { pipeline } from "node:stream";
import { text } from "node:stream/consumers";
import { graceful } from "@x/graceful-express";
import type { Express, Response } from "express";
import type { Start } from "../src/app-under-test.js";
import type { DemoAnswer } from "../src/demo.js";
import { listening, writeByHand } from "../src/node-handler.js";

/** The demo app in the idiom that Express 4 and 5 share. */
export function startExpress(express: () => Express): Start {
  return ({ demo, tls }) => {
    const app = express();
    for (const route of demo.routes) {
      app[route.method === "GET" ? "get" : "post"](route.path, (request, response) => {
        const answer = route.answer({ name: String(request.params.name), text: () => text(request) });
        if (answer instanceof Promise) void answer.then((late) => send(response, late));
        else send(response, answer);
      });
    }
    return {
      listen: (on) =>
        tls
          ? listening(createServer({ ...tls }, app), on)
          : new Promise((resolve) => {
              const server = app.listen(on, () => resolve(server));
            }),
      attach: (plan) => graceful(app, plan),
    };
  };
}

function send(response: Response, answer: DemoAnswer): void {
  if (answer.isWrittenByHand) return void writeByHand(response, answer);
  const { status, headers, body } = answer;
  response.status(status).set(headers);
  if (typeof body === "string" || Buffer.isBuffer(body)) response.send(body);
  else pipeline(body, response, () => {});
}
