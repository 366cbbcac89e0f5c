// hapi's own stop, as https://hapi.dev/api#-await-serverstopoptions has it. By default it gives requests 5 s: it gets the
// time that all others have.
import { createApp } from "../apps/hapi.mjs";

export async function serve() {
  const app = createApp();
  process.on("SIGTERM", () => app.stop({ timeout: 9_000 }));
  await app.start();
  return app.listener;
}
