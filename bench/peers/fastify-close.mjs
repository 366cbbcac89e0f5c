// Fastify's own close, as https://fastify.dev/docs/latest/Reference/Server/#close has it.
import { createApp } from "../apps/fastify.mjs";

export async function serve() {
  const app = createApp();
  process.on("SIGTERM", () => app.close());
  await app.listen({ port: 0, host: "127.0.0.1" });
  return app.server;
}
