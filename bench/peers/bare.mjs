// What Node's own documentation offers: https://nodejs.org/api/http.html#serverclosecallback
import { createServer } from "node:http";
import { hello as app } from "../../system-tests/apps/http.mjs";

export function serve() {
  const server = createServer(app);
  process.on("SIGTERM", () => server.close());
  return server.listen(0, "127.0.0.1");
}
