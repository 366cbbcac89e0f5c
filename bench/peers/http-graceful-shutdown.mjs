// http-graceful-shutdown, README "Basic Usage", with its own signals and its own exit.
import { createServer } from "node:http";
import gracefulShutdown from "http-graceful-shutdown";
import { app } from "../apps/http.mjs";

export function serve() {
  const server = createServer(app).listen(0, "127.0.0.1");
  gracefulShutdown(server);
  return server;
}
