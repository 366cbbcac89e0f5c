import Fastify from "fastify";
import { HELLO, work } from "./work.mjs";

export function createApp() {
  const app = Fastify();
  app.get("/", (_request, reply) => reply.send(HELLO));
  app.get("/slow/:ms", async (request) => {
    await work(request.params.ms);
    return HELLO;
  });
  return app;
}
