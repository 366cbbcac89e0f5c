import { packageOf } from "../system-tests/frameworks.mjs";

/** By the name of the method. hapi gives requests 5 s by default: it gets the time that all others have. */
const STOPS = {
  /** https://fastify.dev/docs/latest/Reference/Server/#close */
  close: (app) => app.close(),
  /** https://hapi.dev/api#-await-serverstopoptions */
  stop: (app) => app.stop({ timeout: 9_000 }),
};

/**
 * Serves the smallest app of a framework. `shutdown`: `graceful`; `own`, the framework's own way to stop; or `bare`,
 * where one that has a way of its own gets nothing that listens to a signal, and all others `server.close()`.
 * @param {import("../system-tests/frameworks.mjs").Framework} framework
 * @param {import("./peers.mjs").Peer["shutdown"]} shutdown
 */
export async function serveFramework({ id, ownStop }, shutdown) {
  const { createHello, listen } = await import(`../system-tests/apps/${id}.mjs`);
  const app = await createHello();
  if (shutdown === "graceful") (await import(packageOf(id))).graceful(app);
  if (shutdown === "own" && ownStop) process.on("SIGTERM", () => STOPS[ownStop](app));
  const server = await listen(app);
  if (shutdown === "bare" && !ownStop) process.on("SIGTERM", () => server.close());
  return server;
}
