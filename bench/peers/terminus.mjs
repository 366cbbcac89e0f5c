// @godaddy/terminus, README "Usage" and "How to set Terminus up with Kubernetes?" (`useExit0`). Its default `timeout`
// of 1 s cuts requests that take longer: it gets the time that all others have.
import { createServer } from "node:http";
import { createTerminus } from "@godaddy/terminus";
import { hello as app } from "../../system-tests/apps/http.mjs";

export function serve() {
  const server = createServer(app);
  createTerminus(server, {
    healthChecks: { "/healthcheck": async () => {} },
    timeout: 9_000,
    useExit0: true,
    onSignal: async () => {},
  });
  return server.listen(0, "127.0.0.1");
}
