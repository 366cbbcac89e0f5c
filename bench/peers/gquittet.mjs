// @gquittet/graceful-server, docs/EXAMPLE.md of its repository. Its `timeout` of 1 s is a delay before it closes, not a
// deadline: more of it would only make every shutdown longer.
import { createServer } from "node:http";
import GracefulServer from "@gquittet/graceful-server";
import { hello as app } from "../../system-tests/apps/http.mjs";

export function serve() {
  const server = createServer(app);
  const gracefulServer = GracefulServer(server, { closePromises: [] });
  return server.listen(0, "127.0.0.1", () => gracefulServer.setReady());
}
