import { graceful } from "@x/graceful-express";
import { createApp } from "../apps/express.mjs";

export function serve() {
  const app = createApp();
  graceful(app);
  return app.listen(0, "127.0.0.1");
}
