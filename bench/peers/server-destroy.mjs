// server-destroy, README "Usage".
import { createServer } from "node:http";
import enableDestroy from "server-destroy";
import { hello as app } from "../../system-tests/apps/http.mjs";

export function serve() {
  const server = createServer(app).listen(0, "127.0.0.1");
  enableDestroy(server);
  process.on("SIGTERM", () => server.destroy());
  return server;
}
