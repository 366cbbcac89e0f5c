import { createApp } from "../apps/fastify.mjs";

/** Fastify as it is, with nothing that listens to a signal. */
export async function serve() {
  const app = createApp();
  await app.listen({ port: 0, host: "127.0.0.1" });
  return app.server;
}
