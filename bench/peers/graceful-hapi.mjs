import { graceful } from "@x/graceful-hapi";
import { createApp } from "../apps/hapi.mjs";

export async function serve() {
  const app = createApp();
  graceful(app);
  await app.start();
  return app.listener;
}
