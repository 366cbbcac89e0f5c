// http-graceful-shutdown, README "Basic Usage", with its own signals and its own exit.
import { createServer } from "node:http";
import gracefulShutdown from "http-graceful-shutdown";
import { hello as app } from "../../system-tests/apps/http.mjs";

export function serve() {
  const server = createServer(app).listen(0, "127.0.0.1");
  gracefulShutdown(server);
  return server;
}
