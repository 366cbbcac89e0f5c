// close-with-grace, README "Usage": it knows no server, its function closes the one there is.
import { createServer } from "node:http";
import { promisify } from "node:util";
import closeWithGrace from "close-with-grace";
import { hello as app } from "../../system-tests/apps/http.mjs";

export function serve() {
  const server = createServer(app);
  closeWithGrace(async ({ err }) => {
    if (err) console.error(err);
    await promisify(server.close).call(server);
  });
  return server.listen(0, "127.0.0.1");
}
