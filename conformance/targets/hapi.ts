import type { IncomingMessage } from "node:http";
import { text } from "node:stream/consumers";
import type { ResponseToolkit, Server, ServerOptions } from "@hapi/hapi";
import { graceful } from "@x/graceful-hapi";
import type { Start } from "../src/app-under-test.js";
import type { Divergence } from "../src/contract-line.js";
import { BIG, type DemoAnswer } from "../src/demo.js";
import { writeByHand } from "../src/node-handler.js";

export const hapiDivergences: readonly Divergence[] = [
  {
    id: "nothing-left",
    reason:
      "hapi arms its listener anew whenever it stops: one listener of `listening` more, one of `connection` less",
    link: "https://github.com/hapijs/hapi/blob/master/lib/core.js",
  },
];

/** The demo app in the idiom that hapi 20 and 21 share. */
export function startHapi(hapi: (options: ServerOptions) => Server): Start {
  return ({ demo, tls }) => {
    // hapi is told at once where to listen, the suite says so later: hence it has hapi start without, and listens
    // itself.
    const server = hapi({ autoListen: false, ...(tls && { tls: { ...tls } }) });
    for (const { method, path, answer } of demo.routes) {
      server.route({
        method,
        path: path.replace(":name", "{name}"),
        // Bodies reach the handlers as they arrive.
        options:
          method === "POST" ? { payload: { output: "stream", parse: false, maxBytes: BIG.length } } : {},
        handler(request, h) {
          const body = () => text(request.payload as IncomingMessage);
          const given = answer({ name: String(request.params.name), text: body });
          const send = (one: DemoAnswer) => {
            if (!one.isWrittenByHand) return respond(h, one);
            writeByHand(request.raw.res, one);
            return h.abandon;
          };
          return given instanceof Promise ? given.then(send) : send(given);
        },
      });
    }
    return {
      async listen(on) {
        await server.start();
        await new Promise<void>((resolve) => server.listener.listen(on, resolve));
        return server.listener;
      },
      attach: (plan) => graceful(server, plan),
      close: () => server.stop(),
    };
  };
}

function respond(h: ResponseToolkit, { status, headers, body }: DemoAnswer) {
  const response = h.response(body).code(status);
  for (const [name, value] of Object.entries(headers)) response.header(name, value);
  return response;
}
