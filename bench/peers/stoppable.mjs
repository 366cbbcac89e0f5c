// stoppable, readme "Usage": `stoppable(server, grace)`, then `server.stop()`.
import { createServer } from "node:http";
import stoppable from "stoppable";
import { hello as app } from "../../system-tests/apps/http.mjs";

export function serve() {
  const server = stoppable(createServer(app), 9_000);
  process.on("SIGTERM", () => server.stop());
  return server.listen(0, "127.0.0.1");
}
