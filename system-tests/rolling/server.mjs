// One server of the rolling restarts: `node rolling/server.mjs express graceful`, or `naive`, or `plain` without any
// shutdown. PORT, or a socket from systemd.
import { database } from "../database.mjs";
import { packageOf } from "../frameworks.mjs";
import { listenOn } from "./listen-on.mjs";

const [framework, shutdown] = process.argv.slice(2);
const { createApp, listen, naive } = await import(`../apps/${framework}.mjs`);
const { graceful } = await import(packageOf(framework));
const { LAME_DUCK_MS, PORT } = process.env;

const app = await createApp();
if (shutdown === "graceful") {
  graceful(app, {
    lameDuckMs: LAME_DUCK_MS === undefined ? undefined : Number(LAME_DUCK_MS),
    health: { live: "/livez", ready: "/readyz" },
    release: { database: () => database.end() },
  });
}
const server = await listen(app, listenOn(Number(PORT)));
// Longer than any proxy here keeps an idle connection: that one closes first, in every minute of the server's life.
server.keepAliveTimeout = 75_000;

if (shutdown === "naive") {
  const stop = () => {
    naive.stop(app, server);
    setTimeout(() => process.exit(1), 5_000);
  };
  process.once("SIGTERM", stop);
  process.once("SIGINT", stop);
}

console.log(`listening on ${server.address().port}`);
