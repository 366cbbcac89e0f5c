// http-terminator, README "Usage". Its README says that `gracefulTerminationTimeout` is 5 s by default, its code says
// 1 s: it gets the time that all others have.
import { createServer } from "node:http";
import { createHttpTerminator } from "http-terminator";
import { hello as app } from "../../system-tests/apps/http.mjs";

export function serve() {
  const server = createServer(app);
  const { terminate } = createHttpTerminator({ server, gracefulTerminationTimeout: 9_000 });
  process.on("SIGTERM", () => terminate());
  return server.listen(0, "127.0.0.1");
}
