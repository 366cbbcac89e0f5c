// lightship, README "Using with Express.js", with `lightship` made before the server that names it, and a handler
// that is done when the server is closed: the README's own calls `server.close()` and lets requests be cut. Version
// 9.0.3: later ones need Node 22.13, and this runs on Node 20 too. Outside of Kubernetes it has no shutdown delay,
// which is the fair way to time it.
import { createServer } from "node:http";
import { promisify } from "node:util";
import { createLightship } from "lightship";
import { hello as app } from "../../system-tests/apps/http.mjs";

export async function serve() {
  const lightship = await createLightship({ shutdownHandlerTimeout: 9_000 });
  const server = createServer(app)
    .listen(0, "127.0.0.1", () => lightship.signalReady())
    .on("error", () => lightship.shutdown());
  lightship.registerShutdownHandler(() => promisify(server.close).call(server));
  return server;
}
