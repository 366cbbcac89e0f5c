import { graceful } from "@x/graceful-fastify";
import { createApp } from "../apps/fastify.mjs";

export async function serve() {
  const app = createApp();
  graceful(app);
  await app.listen({ port: 0, host: "127.0.0.1" });
  return app.server;
}
