import type { IncomingMessage } from "node:http";
import { text } from "node:stream/consumers";
import { graceful } from "@x/graceful-fastify";
import type { FastifyInstance } from "fastify";
import type { Start, TlsIdentity } from "../src/app-under-test.js";
import type { DemoAnswer } from "../src/demo.js";
import { writeByHand } from "../src/node-handler.js";

/** The demo app in the idiom that Fastify 4 and 5 share. */
export function startFastify(fastify: (tls: TlsIdentity | undefined) => FastifyInstance): Start {
  return ({ demo, tls }) => {
    const app = fastify(tls);
    // Bodies reach the handlers as they arrive.
    app.removeAllContentTypeParsers();
    app.addContentTypeParser("*", (_request, body, parsed) => parsed(null, body));
    for (const { method, path, answer } of demo.routes) {
      app.route<{ Params: { name?: string }; Body: IncomingMessage }>({
        method,
        url: path,
        handler(request, reply) {
          const send = (given: DemoAnswer) => {
            if (!given.isWrittenByHand)
              return reply.code(given.status).headers(given.headers).send(given.body);
            writeByHand(reply.hijack().raw, given);
            return reply;
          };
          const given = answer({ name: request.params.name ?? "", text: () => text(request.body) });
          return given instanceof Promise ? given.then(send) : send(given);
        },
      });
    }
    return {
      async listen(on) {
        await app.listen(on);
        return app.server;
      },
      attach: (plan) => graceful(app, plan),
      close: () => app.close(),
    };
  };
}
