import { createServer } from "node:http";
import { graceful } from "@x/graceful-core";
import { hello as app } from "../../system-tests/apps/http.mjs";

export function serve() {
  const server = createServer(app);
  graceful(server);
  return server.listen(0, "127.0.0.1");
}
