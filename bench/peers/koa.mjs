import { createApp } from "../apps/koa.mjs";

export function serve() {
  const server = createApp().listen(0, "127.0.0.1");
  process.on("SIGTERM", () => server.close());
  return server;
}
