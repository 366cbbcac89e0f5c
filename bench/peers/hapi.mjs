import { createApp } from "../apps/hapi.mjs";

/** hapi as it is, with nothing that listens to a signal. */
export async function serve() {
  const app = createApp();
  await app.start();
  return app.listener;
}
